import { createHmac } from 'node:crypto';
import { createGuard, type Guard } from '../../src/server/index.js';
import { createSimulator, type OfferName, type Simulator } from '../../src/simulator/index.js';
import { createJudge, type Answer, type Judge } from './judge.js';
import type { Pace } from './pace.js';
import { createRandom, type Random } from './random.js';
import { createReaders, shop, type Pass, type Readers } from './readers.js';
import { createReport, type Report } from './report.js';
import type { SharedStore } from './store.js';

export interface WorldOptions {
  readonly pace: Pace;
  readonly seed: number;
  readonly customers: number;
  /** What the guards share; without it there is one, with its own memory. */
  readonly store?: SharedStore | undefined;
}

/** Guards, the service that they ask, and all who ask them. */
export interface World {
  readonly pace: Pace;
  readonly random: Random;
  readonly simulator: Simulator;
  readonly judge: Judge;
  readonly readers: Readers;
  readonly report: Report;
  readonly store: SharedStore | undefined;
  /** So many requests at once, by anybody about anything. */
  round(count: number): Promise<void>;
  /** Takes an offer from customers who have it; a webhook tells one of the guards, where asked for. */
  revoke(count: number, webhook: boolean): Promise<void>;
  purchase(count: number): void;
  /** Ends a guard and puts another in its place, which remembers nothing itself. */
  restart(guard: number): Promise<void>;
  close(): Promise<void>;
}

const host = 'https://paper.example/guard';
const secret = 'a secret of the fault run, 32 bytes';
const canary = 'the paid part';

type Said = Pick<Answer, 'said' | 'age' | 'what'>;

const saidOf = (granted: unknown, age: unknown): Said => {
  const known = typeof granted === 'boolean' && typeof age === 'number';
  return { said: !known ? 'wrong' : granted ? 'granted' : 'denied', age: known ? age : undefined, what: JSON.stringify([granted, age]) };
};
const byStatus: Readonly<Record<number, Answer['said']>> = { 401: 'unauthorized', 403: 'denied', 503: 'unknown' };

interface Item {
  readonly offerId: string;
  readonly accessGranted?: boolean;
  readonly age?: number;
  readonly error?: string;
}

/** What an answer says of each offer that was asked about. */
async function read(response: Response, offers: readonly string[], content: boolean): Promise<readonly Said[]> {
  const { status } = response;
  const text = await response.text();
  const what = `${status} ${text.slice(0, 100)}`;
  if (status !== 200) {
    const retry = Number(response.headers.get('retry-after'));
    const wrong = text.includes(canary) || (status === 503 && !(retry >= 1));
    return offers.map(() => ({ said: wrong ? 'wrong' : (byStatus[status] ?? 'wrong'), what }));
  }
  if (content) return [{ said: text === `${canary} of ${offers[0]}` ? 'granted' : 'wrong', what }];
  const { responseData } = JSON.parse(text) as { responseData: Item & { items?: readonly Item[] } };
  const items = responseData.items ?? [{ ...responseData, offerId: offers[0]! }];
  return offers.map((offer) => {
    const item = items.find(({ offerId }) => offerId === offer);
    return item?.error ? { said: item.accessGranted === undefined ? 'unknown' : 'wrong', what } : saidOf(item?.accessGranted, item?.age);
  });
}

export async function createWorld({ pace, seed, customers, store }: WorldOptions): Promise<World> {
  const { clock } = pace;
  const random = createRandom(seed);
  const simulator = createSimulator({ clock });
  const judge = createJudge(store !== undefined);
  const report = createReport();
  const readers = createReaders(simulator, createSimulator({ clock }), judge, random, () => clock.now(), customers);
  const guards: { guard: Guard; life: number }[] = [];

  const open = async (): Promise<Guard> => createGuard({
    environment: 'sandbox', publisherId: simulator.publisherId, apiBase: 'http://mediastore.test',
    jwksUrl: 'http://mediastore.test/.well-known/jwks.json', fetch: simulator.fetch, clock, log: () => undefined,
    assets: Object.fromEntries(readers.offerIds.map((id) => [`paid/${id}.txt`, [id]])),
    content: (asset) => `${canary} of ${asset.replace(/^paid\/|\.txt$/g, '')}`,
    webhook: { secrets: [secret] }, limits: { entitlements: false, content: false, assets: false },
    ...(store && { cache: await store.connect() }),
    // What takes too long counts as away, also on a machine that is busy.
    metrics: { count: (name) => { if (name === 'cache_failures') judge.trouble.store.touch(clock.now()); }, time: () => undefined },
  });
  for (let count = 0; count < (store ? 2 : 1); count++) guards.push({ guard: await open(), life: 0 });

  const ask = async (at: number, path: string, jwt: string): Promise<Response> =>
    guards[at]!.guard(new Request(`${host}/${path}`, { headers: { Authorization: `Bearer ${jwt}` } }));

  async function askAs(customer: number, wanted: string | undefined, { jwt, keyBorn }: Pass): Promise<void> {
    const guard = Math.floor(random.next() * guards.length);
    const kind = random.pick(['one', 'one', 'one', 'content', 'list'] as const);
    const offers = kind === 'list' ? readers.offerIds : [wanted ?? random.pick(readers.offerIds)];
    const path = kind === 'one' ? `entitlements/${offers[0]}` : kind === 'content' ? `content/paid/${offers[0]}.txt` : `entitlements?offers=${offers.join()}`;
    const { life } = guards[guard]!;
    const asked = clock.now();
    const response = await ask(guard, path, jwt);
    const told = clock.now();
    (await read(response, offers, kind === 'content')).forEach((said, at) => {
      const answer = { customer, offer: offers[at]!, guard, life, asked, told, keyBorn, ...said };
      report.note(answer, judge.judge(answer));
    });
  }
  async function askForged(): Promise<void> {
    const asked = clock.now();
    const jwt = await readers.forged(judge.trouble.flood.during(asked, asked));
    const offer = random.pick(readers.offerIds);
    const { status } = await ask(Math.floor(random.next() * guards.length), `content/paid/${offer}.txt`, jwt);
    report.noteStranger(status, judge.trouble.keys.during(asked - 31_000, clock.now()));
  }

  /** Those who were told to come again. */
  const undelivered = new Set<number>();
  const deliver = async (customer: number): Promise<void> => {
    const at = Math.floor(random.next() * guards.length);
    const { guard, life } = guards[at]!;
    const body = JSON.stringify({ broadcasterId: Number(simulator.publisherId), topic: 'subscriptionTerminated', data: { customerId: customer } });
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const { status } = await guard(new Request(`${host}/webhooks/cleeng`, { method: 'POST', body, headers: { 'x-cleeng-signature': signature } }));
    report.noteDelivery(status);
    judge.attempted(customer, clock.now());
    if (status !== 204) return void undelivered.add(customer);
    undelivered.delete(customer);
    judge.delivered({ customer, guard: at, life, at: clock.now() });
  };

  return {
    pace, random, simulator, judge, readers, report, store,
    async round(count) {
      for (const customer of undelivered) await pace.finish(deliver(customer));
      const chosen = await Promise.all(Array.from({ length: count }, async () => {
        const [customer, wanted] = readers.lost.length && random.chance(0.25) ? random.pick(readers.lost) : [random.pick(readers.ids)];
        return { customer, wanted, pass: await readers.pass(customer) };
      }));
      const asked = chosen.map(async ({ customer, wanted, pass }) => askAs(customer, wanted, pass));
      await pace.finish(Promise.all([...asked, ...Array.from({ length: Math.ceil(count / 20) }, askForged)]));
    },
    async revoke(count, webhook) {
      const owners = readers.ids.flatMap((customer) => shop.filter((offer) => readers.owns(customer, offer)).map((offer): [number, OfferName] => [customer, offer]));
      for (let at = 0; at < count; at++) {
        const [customer, offer] = random.pick(owners);
        readers.refund(customer, offer);
        if (webhook) await pace.finish(deliver(customer));
      }
    },
    purchase(count) {
      const payers = readers.ids.filter((customer) => customer % 3);
      for (let at = 0; at < count; at++) {
        const [customer, offer] = [random.pick(payers), random.pick(shop)];
        if (!readers.owns(customer, offer)) readers.buy(customer, offer);
      }
    },
    async restart(at) {
      const { guard, life } = guards[at % guards.length]!;
      await guard.close();
      guards[at % guards.length] = { guard: await open(), life: life + 1 };
    },
    async close() {
      await Promise.all(guards.map(async ({ guard }) => guard.close()));
    },
  };
}
