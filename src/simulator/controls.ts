import type { CustomerName, OfferName } from './cast.js';
import type { Road } from './deliveries.js';
import type { Fault } from './faults.js';
import type { Simulator } from './index.js';
import type { Lag } from './ledger.js';
import { widgetScript } from './widgets.js';

/** What the control routes take. */
interface Command {
  customer?: CustomerName;
  offer?: OfferName;
  to?: OfferName;
  fault?: Fault;
  lag?: Partial<Lag>;
  road?: Partial<Road>;
}

const state = ({ customers, offers, publisherId, faults }: Simulator): object => ({
  publisherId,
  customers: Object.entries(customers).map(([name, { id, email, password, description }]) => ({ name, id, email, password, description })),
  offers: Object.entries(offers).map(([name, offer]) => ({ name, ...offer })),
  faults: faults(),
});

const commands: Readonly<Record<string, (simulator: Simulator, command: Command) => void>> = {
  'POST faults': (simulator, { fault }) => { if (fault) simulator.fault(fault); },
  'POST lag': (simulator, { lag }) => { if (lag) simulator.lag(lag); },
  'POST road': (simulator, { road }) => { if (road) simulator.road(road); },
  'POST grant': (simulator, { customer, offer }) => { if (customer && offer) simulator.grant(customer, offer); },
  'POST purchase': (simulator, { customer, offer }) => { if (customer && offer) simulator.purchase(customer, offer); },
  'POST renew': (simulator, { customer, offer }) => { if (customer && offer) simulator.renew(customer, offer); },
  'POST cancel': (simulator, { customer, offer }) => { if (customer && offer) simulator.cancel(customer, offer); },
  'POST terminate': (simulator, { customer, offer }) => { if (customer && offer) simulator.terminate(customer, offer); },
  'POST refund': (simulator, { customer, offer }) => { if (customer && offer) simulator.refund(customer, offer); },
  'POST chargeback': (simulator, { customer, offer }) => { if (customer && offer) simulator.chargeback(customer, offer); },
  'POST switch': (simulator, { customer, offer, to }) => { if (customer && offer && to) simulator.switchPlan(customer, offer, to); },
  'POST rotate-keys': (simulator) => { simulator.rotateKeys(); },
  'POST reset': (simulator) => { simulator.reset(); },
};

/**
 * The simulator's own buttons, under `/__simulator/`: `GET state`, `GET widgets.js` (a stand-in for Cleeng's
 * hosted widgets), and to change it
 * `POST faults | lag | road | purchase | renew | cancel | terminate | switch | grant | refund | chargeback | rotate-keys | reset`,
 * `DELETE faults`.
 * Changes are taken from the same origin only.
 */
export async function control(simulator: Simulator, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const name = url.pathname.replace('/__simulator/', '');
  if (request.method === 'GET' && name === 'state') return Response.json(state(simulator));
  if (request.method === 'GET' && name === 'widgets.js') return new Response(widgetScript(simulator.base), { headers: { 'content-type': 'text/javascript' } });
  const origin = request.headers.get('origin');
  if (origin && new URL(origin).host !== url.host) return Response.json({ error: 'from the same origin only' }, { status: 403 });
  if (request.method === 'DELETE' && name === 'faults') {
    simulator.mend();
    return Response.json(state(simulator));
  }
  const command = commands[`${request.method} ${name}`];
  if (!command) return Response.json({ error: `there is no ${request.method} ${name}` }, { status: 404 });
  try {
    command(simulator, ((await request.json().catch(() => ({}))) as Command | null) ?? {});
  } catch {
    return Response.json({ error: 'customer and offer are names of the cast' }, { status: 400 });
  }
  return Response.json(state(simulator));
}
