import type { CustomerName, OfferName, SimulatedOffer } from './cast.js';
import type { Road, SentDelivery } from './deliveries.js';
import type { Fault } from './faults.js';
import type { Simulator } from './index.js';
import type { Lag } from './ledger.js';
import { widgetScript } from './widgets.js';

/** What the control routes take. */
interface Command {
  /** One of the cast by name, or anybody by number. */
  readonly customer?: string | number;
  /** By its name in the cast, or its id. */
  readonly offer?: string;
  readonly to?: string;
  readonly fault?: Fault;
  readonly lag?: Partial<Lag>;
  readonly road?: Partial<Road>;
}

/** It was called wrongly. */
class WrongCommand extends Error {}

const state = ({ customers, offers, publisherId, faults }: Simulator): object => ({
  publisherId,
  customers: Object.entries(customers).map(([name, { id, email, password, description }]) => ({ name, id, email, password, description })),
  offers: Object.entries(offers).map(([name, offer]) => ({ name, ...offer })),
  faults: faults(),
});

function customerOf({ customers }: Simulator, { customer = '' }: Command): number {
  if (Object.hasOwn(customers, customer)) return customers[customer as CustomerName].id;
  if (/^\d{1,15}$/.test(String(customer))) return Number(customer);
  throw new WrongCommand(`customer is one of ${Object.keys(customers).join(', ')}, or the number of one`);
}

function offerOf({ offers }: Simulator, field: 'offer' | 'to', { [field]: named = '' }: Command): OfferName {
  const found = Object.entries<SimulatedOffer>(offers).find(([name, { id }]) => name === named || id === named);
  if (!found) throw new WrongCommand(`${field} is one of ${Object.keys(offers).join(', ')}, or the id of one`);
  return found[0] as OfferName;
}

type Deed = (simulator: Simulator, customer: number, offer: OfferName, command: Command) => void;

/** What a customer can do with an offer, and the word for what came of it. */
const deeds: Readonly<Record<string, readonly [done: string, deed: Deed]>> = {
  'POST grant': ['granted', (simulator, customer, offer) => { simulator.grant(customer, offer); }],
  'POST purchase': ['bought', (simulator, customer, offer) => { simulator.purchase(customer, offer); }],
  'POST renew': ['renewed', (simulator, customer, offer) => { simulator.renew(customer, offer); }],
  'POST cancel': ['cancelled', (simulator, customer, offer) => { simulator.cancel(customer, offer); }],
  'POST terminate': ['terminated', (simulator, customer, offer) => { simulator.terminate(customer, offer); }],
  'POST refund': ['refunded', (simulator, customer, offer) => { simulator.refund(customer, offer); }],
  'POST chargeback': ['chargedBack', (simulator, customer, offer) => { simulator.chargeback(customer, offer); }],
  'POST switch': ['switched', (simulator, customer, offer, command) => { simulator.switchPlan(customer, offer, offerOf(simulator, 'to', command)); }],
};

/** What changes the simulator itself, and what it is then. */
const settings: Readonly<Record<string, (simulator: Simulator, command: Command) => object>> = {
  'POST faults'(simulator, { fault }) {
    if (fault) simulator.fault(fault);
    return { faults: simulator.faults() };
  },
  'DELETE faults'(simulator) {
    simulator.mend();
    return { faults: simulator.faults() };
  },
  'POST lag'(simulator, { lag = {} }) {
    simulator.lag(lag);
    return { lag };
  },
  'POST road'(simulator, { road = {} }) {
    simulator.road(road);
    return { road };
  },
  'POST rotate-keys'(simulator) {
    simulator.rotateKeys();
    return { rotated: true };
  },
  'POST reset'(simulator) {
    simulator.reset();
    return { reset: true };
  },
};

/** The same deliveries, as an operator reads them; whose answer is still awaited is among those of the next command. */
const told = (deliveries: readonly SentDelivery[]): object[] => deliveries.map(({ topic, url, outcome }) => ({ topic, url, outcome }));

/** Does it, and says for whom, with what, and who was told. */
async function perform(simulator: Simulator, [done, deed]: readonly [string, Deed], command: Command): Promise<object> {
  const [customer, offer, before] = [customerOf(simulator, command), offerOf(simulator, 'offer', command), simulator.deliveries.length];
  deed(simulator, customer, offer, command);
  await simulator.delivered();
  return { customer, [done]: simulator.offers[offer].id, ...(done === 'switched' && { to: simulator.offers[offerOf(simulator, 'to', command)].id }), delivered: told(simulator.deliveries.slice(before)) };
}

/**
 * The simulator's own buttons, under `/__simulator/`: `GET state`, `GET widgets.js` (a stand-in for Cleeng's
 * hosted widgets), and to change it
 * `POST faults | lag | road | purchase | renew | cancel | terminate | switch | grant | refund | chargeback | rotate-keys | reset`,
 * `DELETE faults`. What a customer does is answered as `{"customer": 702813502, "bought": "S100000001_DE", "delivered": […]}`
 * once those who have subscribed were told. Changes are taken from the same origin only.
 */
export async function control(simulator: Simulator, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const name = `${request.method} ${url.pathname.replace('/__simulator/', '')}`;
  if (name === 'GET state') return Response.json(state(simulator));
  if (name === 'GET widgets.js') return new Response(widgetScript(simulator.base), { headers: { 'content-type': 'text/javascript' } });
  const origin = request.headers.get('origin');
  if (origin && new URL(origin).host !== url.host) return Response.json({ error: 'from the same origin only' }, { status: 403 });
  const command = ((await request.json().catch(() => ({}))) as Command | null) ?? {};
  const [deed, setting] = [Object.hasOwn(deeds, name) ? deeds[name] : undefined, Object.hasOwn(settings, name) ? settings[name] : undefined];
  try {
    if (deed) return Response.json(await perform(simulator, deed, command));
    return setting ? Response.json(setting(simulator, command)) : Response.json({ error: `there is no ${name}` }, { status: 404 });
  } catch (error) {
    if (error instanceof WrongCommand) return Response.json({ error: error.message }, { status: 400 });
    throw error;
  }
}
