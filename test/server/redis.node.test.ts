import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { createGuard } from '../../src/server/index.js';
import { createLimits } from '../../src/server/operating/limits.js';
import type { Caller, Finding, Verdicts } from '../../src/server/answering/route.js';
import { createVerdicts } from '../../src/server/verdicts/verdicts.js';
import { createSimulator } from '../../src/simulator/index.js';
import type { Source, Verdict } from '../../src/sources/source.js';
import { createTestClock, type TestClock } from '../clock.js';
import { bearer } from './guarded.js';
import { connected, createWire, noRedis, somePublisher, type Wire } from './redis.js';

const skip = noRedis;
const caller: Caller = { customerId: '1', jwt: 'jwt', expiresAt: 2_000_000_000, by: 'bearer' };
const granted: Verdict = { source: 'test', status: 'granted', expiresAt: null };
const denied: Verdict = { source: 'test', status: 'denied', reason: 'not-entitled' };
const away: Verdict = { source: 'test', status: 'unknown', problem: { code: 'network' } };

/** Waits for work that takes real time on the wire, while the clock goes on in small steps. */
async function during<T>(clock: TestClock, work: Promise<T>): Promise<T> {
  const state = { done: false };
  void work.finally(() => { state.done = true; }).catch(() => undefined);
  while (!state.done) await clock.tick(1);
  return work;
}

async function setUp(wire: Wire) {
  const clock = createTestClock();
  clock.watch(wire.idle);
  const source = { name: 'test', says: granted, asked: 0, check: async () => (source.asked++, Promise.resolve(source.says)) } satisfies Source & Record<string, unknown> as Source & { says: Verdict; asked: number };
  const publisherId = somePublisher();
  const open = async () => {
    const cache = await wire.open();
    const verdicts = createVerdicts({ environment: 'sandbox', publisherId, source, clock, cache });
    const find = async (): Promise<Finding> => during(clock, verdicts.find(caller, ['A']));
    return { cache, verdicts, find };
  };
  const forget = async (verdicts: Verdicts): Promise<boolean> => during(clock, verdicts.invalidate({ customerId: '1' }));
  return { clock, source, open, forget };
}

test('two guards on one Redis: an invalidation at one is in force at the other within a second', { skip }, async (t) => {
  const { clock, source, open, forget } = await setUp(await createWire(t));
  const [one, other] = [await open(), await open()];
  await one.find();
  await other.find();
  assert.equal(source.asked, 1, 'the second was told by the first');
  source.says = denied;
  await forget(one.verdicts);
  await clock.tick(800);
  assert.equal((await other.find()).accessGranted, false);
});

test('a guard that starts while the service is away finds the grants that Redis holds', { skip }, async (t) => {
  const { clock, source, open } = await setUp(await createWire(t));
  await (await open()).find();
  source.says = away;
  await clock.tick(23 * 3_600_000);
  const { accessGranted, age } = await (await open()).find();
  assert.equal(accessGranted, true);
  assert.equal(Math.floor(age / 3600), 23);
});

for (const fault of ['cut', 'hang'] as const) {
  test(`Redis ${fault === 'cut' ? 'dies' : 'hangs'}: what is known stays, what is not is asked, health tells of it, and all is well when it is back`, { skip }, async (t) => {
    const wire = await createWire(t);
    const { clock, source, open, forget } = await setUp(wire);
    const [one, other] = [await open(), await open()];
    await one.find();
    await other.find();
    wire[fault]();
    assert.equal((await one.find()).accessGranted, true);
    assert.equal((await during(clock, one.verdicts.find(caller, ['B']))).accessGranted, true, 'the service is asked');
    source.says = denied;
    await forget(one.verdicts);
    assert.equal((await one.find()).accessGranted, false, 'in force here at once');
    assert.deepEqual(one.verdicts.troubles(), ['cache']);
    wire.mend();
    await connected(one.cache);
    await connected(other.cache);
    for (let ms = 0; ms < 20_000 && one.verdicts.troubles().length; ms++) await clock.tick(1);
    assert.deepEqual(one.verdicts.troubles(), []);
    await clock.tick(1000);
    assert.equal((await other.find()).accessGranted, false, 'it was not lost');
    await one.verdicts.close();
    await other.verdicts.close();
  });
}

test('while Redis and the service are both away, a guard goes on with the grants that it remembers', { skip }, async (t) => {
  const wire = await createWire(t);
  const { clock, source, open } = await setUp(wire);
  const { find, verdicts } = await open();
  await find();
  wire.cut();
  source.says = away;
  await clock.tick(23 * 3_600_000);
  assert.equal((await find()).accessGranted, true);
  assert.deepEqual(verdicts.troubles(), ['upstream', 'cache']);
  await verdicts.close();
});

test('a Redis that comes back empty is given again what a guard remembers', { skip }, async (t) => {
  const { clock, source, open } = await setUp(await createWire(t));
  const { cache, find } = await open();
  await find();
  for (const key of await cache.getKeys('cleeng-gate:v1:sandbox')) await cache.removeItem(key);
  await clock.tick(60_000);
  source.says = away;
  assert.equal((await find()).accessGranted, true);
  assert.equal((await (await open()).find()).accessGranted, true, 'another guard finds it there');
});

test('limits count together on one Redis, and each guard by itself while it is away', { skip }, async (t) => {
  const wire = await createWire(t);
  const clock = createTestClock();
  clock.watch(wire.idle);
  const customer = somePublisher();
  const limits = async () => createLimits({ keys: 3 }, { clock, cache: await wire.open() });
  const [one, other] = [await limits(), await limits()];
  await one.spend('keys', customer, 2);
  await other.spend('keys', customer);
  await assert.rejects(other.spend('keys', customer), { message: '429 service' });
  wire.cut();
  await during(clock, other.spend('keys', customer, 3));
  await assert.rejects(during(clock, other.spend('keys', customer)), { message: '429 service' });
});

test('a refund that Cleeng tells one guard of is heard by the other', { skip }, async (t) => {
  const wire = await createWire(t);
  const [clock, publisherId, secret] = [createTestClock(), somePublisher(), 'a secret of thirty-two bytes or more'];
  clock.watch(wire.idle);
  const simulator = createSimulator({ clock, publisherId });
  const create = async () => createGuard({
    environment: 'sandbox', publisherId, apiBase: 'http://mediastore.test', jwksUrl: 'http://mediastore.test/.well-known/jwks.json',
    fetch: simulator.fetch, clock, cache: await wire.open(), webhook: { secrets: [secret] }, log: () => undefined,
  });
  const [one, other] = [await create(), await create()];
  const { jwt, customerId } = await simulator.signIn('owner');
  const ask = async (): Promise<string> => (await during(clock, other(new Request(`https://paper.example/guard/entitlements/${simulator.offers.monthly.id}`, { headers: bearer(jwt) })))).text();
  assert.match(await ask(), /"accessGranted":true/);
  simulator.refund('owner', 'monthly');
  assert.match(await ask(), /"accessGranted":true/, 'remembered');
  const body = JSON.stringify({ broadcasterId: Number(publisherId), topic: 'transactionRefunded', data: { customerId } });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const heard = await during(clock, one(new Request('https://paper.example/guard/webhooks/cleeng', { method: 'POST', body, headers: { 'x-cleeng-signature': signature } })));
  assert.ok(heard.ok);
  await clock.tick(800);
  assert.match(await ask(), /"accessGranted":false/);
  await Promise.all([one.close(), other.close()]);
});
