import { systemClock } from '../mediastore/clock.js';
import { customers, offers, type CustomerName } from './cast.js';
import { control } from './controls.js';
import { createCoreRoutes } from './core.js';
import { createCustomerTokens, type CustomerTokens } from './customer-tokens.js';
import { createDeliveries } from './deliveries.js';
import { createFaults } from './faults.js';
import { createFront, type LoggedRequest } from './front.js';
import { createHappenings, type Happenings } from './happenings.js';
import { createIssuer } from './issuer.js';
import { createLedger, type Ledger } from './ledger.js';
import { createRoutes, type Habits, type Route } from './mediastore.js';
import { createRpcRoute } from './rpc.js';
import type { Simulator, SimulatorOptions } from './simulator.js';
import { createSubscriptions } from './webhooks.js';

export { createMottoSimulator, type MottoEntitlement, type MottoHabits, type MottoRequest, type MottoSimulator, type MottoSimulatorOptions } from './motto.js';
export { createReceiver, type Receiver, type ReceiverOptions } from './receiver.js';
export { createRightsManager, type RightsManager, type RmgHabits, type RmgOptions, type RmgRequest } from './rmg.js';
export type { PlatformFault } from './platform-faults.js';
export type { Endpoint, Fault } from './faults.js';
export type { LoggedRequest } from './front.js';
export type { CustomerName, OfferName } from './cast.js';
export type { Deliver, Road, SentDelivery } from './deliveries.js';
export type { Simulator, SimulatorOptions, Who } from './simulator.js';

const idOf = (customer: CustomerName | number): number => (typeof customer === 'number' ? customer : customers[customer].id);

/** Builds one. Nothing is shared between two simulators, not even the key that signs. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { clock = systemClock, publisherId = '123456789', base = '', tokenLife = 900,
    publisherToken = 'simulated-publisher-token-0123456789abcdefghijkl', keys, random = Math.random,
    deliver = async (request: Request) => fetch(request) } = options;
  const issuer = createIssuer(clock, publisherId, tokenLife, keys);
  const faults = createFaults();
  const requests: LoggedRequest[] = [];
  const subscriptions = createSubscriptions();
  const deliveries = createDeliveries({ clock, publisherId, subscriptions, deliver, random });
  const habits: Habits = { refusedRefresh: 'empty-data', ownedOffer: 'flag' };
  let customerTokens: CustomerTokens;
  let ledger: Ledger;
  let happenings: Happenings;
  let routes: Route[];

  const front = createFront({ clock, base, issuer, faults, requests, routes: () => routes });

  const simulator: Simulator = {
    publisherId, publisherToken, base, customers, offers, requests,
    async fetch(input, init) {
      const request = new Request(input, init);
      return new URL(request.url).pathname.startsWith('/__simulator/') ? control(simulator, request) : front(request, init?.redirect);
    },
    async signIn(name, more) {
      const { email, password, id } = customers[name];
      const login = routes.find(({ endpoint }) => endpoint === 'auths')!;
      const response = await login.answer({ params: [], query: new URLSearchParams(), headers: new Headers(), bearer: '', customer: null, body: { email, password, publisherId } });
      const { responseData } = (await response.json()) as { responseData: { jwt: string; refreshToken: string } };
      return { jwt: more ? await issuer.issue(id, more) : responseData.jwt, refreshToken: responseData.refreshToken, customerId: id };
    },
    customerToken: (name) => customerTokens.issue(customers[name].id),
    token: async (customerId, more) => issuer.issue(customerId, more),
    register: (email, externalId) => ledger.addCustomer(email, 'simulate1', externalId).id,
    forget: (customer) => { ledger.forget(idOf(customer)); },
    purchase: (customer, offer) => { happenings.purchase(idOf(customer), offers[offer]); },
    renew: (customer, offer) => { happenings.renew(idOf(customer), offers[offer]); },
    cancel: (customer, offer) => { happenings.cancel(idOf(customer), offers[offer]); },
    terminate: (customer, offer) => { happenings.terminate(idOf(customer), offers[offer]); },
    switchPlan: (customer, from, to) => { happenings.switchPlan(idOf(customer), offers[from], offers[to]); },
    grant: (customer, offer) => void ledger.buy(idOf(customer), offers[offer]),
    refund: (customer, offer) => { ledger.end(idOf(customer), offers[offer]); },
    chargeback: (customer, offer) => { ledger.end(idOf(customer), offers[offer]); },
    hasAccess: (customer, offerId) => ledger.access(idOf(customer), offerId).granted,
    deliveries: deliveries.sent,
    road: (road) => void Object.assign(deliveries.road, road),
    delivered: async () => deliveries.settled(),
    lag: (lag) => void Object.assign(ledger.lag, lag),
    bareIds(meaning) { ledger.bareIds = meaning; },
    habits: (more) => void Object.assign(habits, more),
    fault: (fault) => faults.add(fault),
    faults: () => faults.list(),
    mend: () => { faults.clear(); },
    rotateKeys: ({ keep = 1 } = {}) => { issuer.rotate(keep); },
    reset() {
      ledger = createLedger(clock);
      happenings = createHappenings({ clock, ledger, deliveries });
      customerTokens = createCustomerTokens(clock);
      routes = [
        ...createRoutes({ ledger, happenings, issuer, customerTokens, publisherId, habits }),
        ...createCoreRoutes({ ledger, publisherId, publisherToken, subscriptions }), createRpcRoute({ clock, ledger, publisherToken, tokens: customerTokens }),
      ];
      subscriptions.clear();
      deliveries.reset();
      faults.clear();
      Object.assign(habits, { refusedRefresh: 'empty-data', ownedOffer: 'flag' } satisfies Habits);
      requests.length = 0;
    },
  };
  simulator.fetch = simulator.fetch.bind(simulator);
  simulator.reset();
  return simulator;
}
