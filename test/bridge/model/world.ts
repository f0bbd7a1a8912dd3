import { createHmac } from 'node:crypto';
import type { Database } from '../../../src/bridge/database.js';
import type { Clock } from '../../../src/mediastore/clock.js';
import { createSimulator, type OfferName, type Simulator } from '../../../src/simulator/index.js';
import { createMottoSimulator, type MottoSimulator } from '../../../src/simulator/motto.js';
import { createRightsManager, type RightsManager } from '../../../src/simulator/rmg.js';
import type { Random } from '../../faults/random.js';
import { cinema, talk } from './mapped.js';

export const secret = 'a secret of at least thirty-two bytes';
export const publisherId = '123456789';
const people = 6;
const plans: readonly OfferName[] = ['monthly', 'yearly'];

/** Cleeng, both platforms, and the customers between them. */
export interface World {
  readonly cleeng: Simulator;
  readonly motto: MottoSimulator;
  readonly rmg: RightsManager;
  readonly customers: readonly string[];
  /** Something happens to somebody, or to this customer. */
  change(customer?: string): string;
  /** What is so although it should not be. */
  judge(): Verdict;
}

/** Counts of what must not be. */
export interface Verdict {
  readonly open: number;
  readonly shut: number;
  readonly twice: number;
}

interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  /** Days after which the Rights Manager archives what is over. */
  readonly archivedAfter: number;
  /** Chance that no delivery tells of a change. */
  readonly silent: number;
  /** To how many of the customers evenings are sold: no list finds somebody who is known by nothing else. */
  readonly evenings: number;
  /** Takes a signed delivery; rejects where nobody listens. */
  readonly deliver: (request: Request) => Promise<Response>;
}

const signed = async (request: Request): Promise<Request> => {
  const body = await request.text();
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return new Request(request.url, { method: 'POST', body, headers: { 'x-cleeng-signature': signature } });
};

const topics = ['transactionCreated', 'subscriptionRenewed', 'subscriptionSwitched', 'subscriptionCanceled', 'subscriptionTerminated'];

export async function createWorld({ clock, random, archivedAfter, silent, evenings, deliver }: Surroundings): Promise<World> {
  const cleeng = createSimulator({ clock, publisherId, random: random.next, deliver: async (request) => deliver(await signed(request)) });
  const motto = createMottoSimulator({ clock });
  const rmg = createRightsManager({ clock, tenants: { 'operator-tv': { daysAfterUnsubscription: archivedAfter, daysAfterExpiry: archivedAfter } } });
  rmg.habits({ archivedIds: 'taken' });
  rmg.addProduct({ id: 'premium', type: 'SUBSCRIPTION', contents: ['film'] });
  rmg.addProduct({ id: 'evening', type: 'TRANSACTIONAL', contents: ['talk'] });
  const ids = Array.from({ length: people }, (_, index) => cleeng.register(`reader-${index}@example.com`));
  for (const id of ids) rmg.addAccount(String(id));
  for (const topic of topics) {
    await cleeng.fetch(`https://core.example/3.1/webhook_subscriptions/${topic}`, {
      method: 'PUT', body: JSON.stringify([{ url: 'https://bridge.example/webhooks/cleeng', retryPolicy: {} }]), headers: { 'X-Publisher-Token': cleeng.publisherToken },
    });
  }

  const has = (id: number, offers: readonly string[]): boolean => offers.some((offer) => cleeng.hasAccess(id, offer));
  const toggle = (id: number, offer: OfferName, on: boolean): void => {
    const quiet = random.chance(silent);
    if (on) return quiet ? cleeng.grant(id, offer) : cleeng.purchase(id, offer);
    return quiet || offer === 'event' ? cleeng.refund(id, offer) : cleeng.terminate(id, offer);
  };
  const happen = (id: number): void => {
    // Nothing tells of the end of an evening, so where all is told there are plans alone.
    if (silent && ids.indexOf(id) < evenings && random.chance(0.3)) return toggle(id, 'event', !has(id, talk));
    const held = plans.find((plan) => cleeng.hasAccess(id, cleeng.offers[plan].id));
    const other = plans.find((plan) => plan !== held)!;
    if (!held) return toggle(id, random.pick(plans), true);
    if (random.chance(0.2)) return cleeng.switchPlan(id, held, other);
    if (random.chance(0.15)) return cleeng.renew(id, held);
    return toggle(id, held, false);
  };

  const change = (customer: string = String(random.pick(ids))): string => {
    happen(Number(customer));
    return customer;
  };

  const judge = (): Verdict => {
    const count = { open: 0, shut: 0, twice: 0 };
    const one = (paid: boolean, opens: boolean): void => {
      if (opens && !paid) count.open++;
      if (paid && !opens) count.shut++;
    };
    for (const id of ids) {
      const who = String(id);
      one(has(id, cinema), motto.mayWatch(who, 'cinema'));
      one(has(id, talk), motto.mayWatch(who, 'festival'));
      one(has(id, cinema), rmg.mayWatch(who, 'film'));
      one(has(id, talk), rmg.mayWatch(who, 'talk'));
      for (const product of ['premium', 'evening']) {
        const rows = rmg.rows().filter(({ accountId, productId, status }) => accountId === who && productId === product && status === 'SUBSCRIBED');
        count.twice += Math.max(0, rows.length - 1);
      }
      for (const target of ['cinema', 'festival']) {
        count.twice += Math.max(0, motto.entitlements.filter((row) => row.user_id === who && row.offer_id === target).length - 1);
      }
    }
    return count;
  };
  return { cleeng, motto, rmg, customers: ids.map(String), change, judge };
}

/** Notes that say that a right stands as it does not: `inactive` though it is open, `active` though it is shut. */
export async function findLies({ motto, rmg }: World, database: Database, schema: string, now: number): Promise<number> {
  const { rows } = await database.query(`SELECT sink, account, target, have FROM ${schema}.entitlement_right WHERE have IN ('active', 'inactive') AND valid_until > $1`, [new Date(now)]);
  const opens = (sink: unknown, account: string, target: string): boolean =>
    (sink === 'motto' ? motto.mayWatch(account, target) : rmg.mayWatch(account, target === 'premium' ? 'film' : 'talk'));
  return rows.filter(({ sink, account, target, have }) => opens(sink, account as string, target as string) !== (have === 'active')).length;
}
