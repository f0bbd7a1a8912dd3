import { systemClock, type Clock } from '../mediastore/clock.js';
import type { Customer, CustomerName } from './cast.js';
import { createMottoSimulator, type MottoSimulator } from './motto.js';
import { createRightsManager, type Product, type RightsManager } from './rmg.js';
import type { Simulator } from './simulator.js';

/** What the operator of Rights Manager sells, the same at every start. */
export const rmgProducts: readonly Product[] = [
  { id: 'LAMP_CINEMA', type: 'SUBSCRIPTION', contents: ['the-long-tide', 'harbour-camera'] },
  { id: 'LAMP_FESTIVAL', type: 'SUBSCRIPTION', contents: ['opening-night'] },
  { id: 'LAMP_RENTAL', type: 'TRANSACTIONAL', contents: ['the-long-tide'] },
];

/** The simulator of Cleeng's APIs, with the platforms on which the video is beside it. */
export interface Platforms {
  readonly motto: MottoSimulator;
  readonly rmg: RightsManager;
  /**
   * Motto under `/motto`, Rights Manager and its Keycloak under `/rmg`, and at `GET /__simulator/watch?customer=…` who
   * may watch what there; all else goes to the simulator.
   */
  fetch(request: Request): Promise<Response>;
}

const nameOrId = (simulator: Simulator, customer: string): string =>
  (Object.hasOwn(simulator.customers, customer) ? String(simulator.customers[customer as CustomerName].id) : customer);

/** Passes a request on as if its path began after the prefix. */
const below = (prefix: string, request: Request): Request => {
  const url = new URL(request.url);
  url.pathname = url.pathname.slice(prefix.length) || '/';
  return new Request(url, request);
};

/**
 * Puts Motto and Rights Manager beside a simulator. Both know its cast: Motto takes any user, and Rights Manager has an
 * account under each customer's number and external id.
 */
export function createPlatforms(simulator: Simulator, clock: Clock = systemClock): Platforms {
  const motto = createMottoSimulator({ clock });
  const rmg = createRightsManager({ clock });
  for (const product of rmgProducts) rmg.addProduct(product);
  for (const customer of Object.values<Customer>(simulator.customers)) {
    rmg.addAccount(String(customer.id));
    if (customer.externalId) rmg.addAccount(customer.externalId);
  }

  const watch = (customer: string): Response => {
    const id = nameOrId(simulator, customer);
    return Response.json({
      customer: id,
      motto: Object.fromEntries(motto.offers.map((offer) => [offer.id, motto.mayWatch(id, offer.id)])),
      rmg: Object.fromEntries([...new Set(rmgProducts.flatMap(({ contents = [] }) => contents))].map((content) => [content, rmg.mayWatch(id, content)])),
    });
  };
  return {
    motto, rmg,
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname.startsWith('/motto/')) return motto.fetch(below('/motto', request));
      // Rights Manager's own paths begin with the same word; the one in front is this machine's.
      if (pathname.startsWith('/rmg/')) return rmg.fetch(below('/rmg', request));
      if (request.method === 'GET' && pathname === '/__simulator/watch') return watch(searchParams.get('customer') ?? '');
      return simulator.fetch(request);
    },
  };
}
