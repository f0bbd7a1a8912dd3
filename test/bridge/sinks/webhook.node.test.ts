import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { SinkError, type Applied } from '../../../src/bridge/sink.js';
import { signatureHeader, webhookSink, type WebhookOptions } from '../../../src/bridge/sinks/webhook.js';
import type { PlatformFault } from '../../../src/simulator/platform-faults.js';
import { createReceiver } from '../../../src/simulator/receiver.js';
import { createTestClock } from '../../clock.js';
import { aRight, noon } from './right.js';

const url = 'https://rights.example.com/cleeng/';
const [old, young] = ['the-old-secret-0123', 'the-new-secret-4567'];
const clock = createTestClock();
const receiver = createReceiver({ clock, secrets: [old] });
beforeEach(() => { receiver.reset(); });

const sinkOf = (more: Partial<WebhookOptions> = {}): ReturnType<typeof webhookSink> =>
  webhookSink({ url, secrets: [old], fetch: receiver.fetch, clock, perSecond: false, ...more });
const codeOf = (applied: Applied): string => ('problem' in applied ? `${applied.outcome} ${applied.problem.code}` : applied.outcome);

test('a grant posts the whole right', async () => {
  const right = aRight({ row: { data: { shelf: 4 } } });
  assert.deepEqual(await sinkOf().grant(right), { outcome: 'applied', remoteId: right.key });
  assert.deepEqual(receiver.rights, [{
    key: right.key, active: true, account: '702813501', target: 'cinema', validFrom: '2026-11-20T12:00:00.000Z', validUntil: '2026-11-23T12:00:00.000Z',
    assertedAt: new Date(clock.now()).toISOString(), customerId: '702813501', offerId: 'S100000001_DE', transactionId: 'T555555', subscriptionId: '280000001', country: 'DE', data: { shelf: 4 },
  }]);
  assert.ok(receiver.mayWatch('702813501', 'cinema'));
});

test('a revocation posts the same key as not active', async () => {
  await sinkOf().grant(aRight());
  await sinkOf().revoke(aRight());
  assert.ok(!receiver.mayWatch('702813501', 'cinema'));
  assert.deepEqual(receiver.rights.map(({ active, validUntil, assertedAt }) => [active, validUntil === assertedAt]), [[false, true]]);
});

test('what nobody knows is left out, and for ever is null', async () => {
  const { transactionId: _, subscriptionId: __, country: ___, ...least } = aRight({ validUntil: null });
  await sinkOf().grant(least);
  assert.deepEqual(Object.keys(receiver.rights[0]!), ['key', 'active', 'account', 'target', 'validFrom', 'validUntil', 'assertedAt', 'customerId', 'offerId']);
  assert.equal(receiver.rights[0]!['validUntil'], null);
});

test('while one secret replaces another, receivers with either accept', async () => {
  const both = { secrets: [old, young] };
  assert.equal(codeOf(await sinkOf(both).grant(aRight())), 'applied');
  const renewed = createReceiver({ clock, secrets: [young] });
  assert.equal(codeOf(await sinkOf({ ...both, fetch: renewed.fetch }).grant(aRight())), 'applied');
  assert.equal(codeOf(await sinkOf({ fetch: renewed.fetch }).grant(aRight())), 'again credentials');
});

test('a receiver as the doc block writes it tells genuine messages from others', async () => {
  const source = await readFile(new URL('../../../src/bridge/sinks/webhook.ts', import.meta.url), 'utf8');
  const code = /@example <caption>.*\n((?: \*.*\n)+?) \*\/\nexport function webhookSink/.exec(source)![1]!.replaceAll(/^ \* ?/gm, '');
  const { isGenuine } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { isGenuine: (body: string, header: string | null, secret: string, now: number) => boolean };
  let [body, header] = ['', ''];
  await sinkOf({ secrets: [young, old], fetch: async (_, init) => {
    [body, header] = [init.body as string, new Headers(init.headers).get(signatureHeader)!];
    return new Response(null, { status: 204 });
  } }).grant(aRight());
  const now = clock.now();
  assert.ok(isGenuine(body, header, old, now) && isGenuine(body, header, young, now));
  assert.ok(!isGenuine(body, header, 'another-secret-0123', now));
  assert.ok(!isGenuine(`${body} `, header, old, now));
  assert.ok(!isGenuine(body.replace('true', 'false'), header, old, now));
  assert.ok(!isGenuine(body, null, old, now) && !isGenuine(body, '', old, now));
  assert.ok(!isGenuine(body, header, old, now + 300_001));
});

const answers: readonly (readonly [PlatformFault, string])[] = [
  [{ kind: 'status', status: 400 }, 'stuck rejected'], [{ kind: 'status', status: 401 }, 'again credentials'], [{ kind: 'status', status: 403 }, 'stuck credentials'],
  [{ kind: 'status', status: 404 }, 'stuck rejected'], [{ kind: 'status', status: 409 }, 'again conflict'], [{ kind: 'status', status: 410 }, 'stuck rejected'],
  [{ kind: 'status', status: 429, retryAfter: 0 }, 'again limited'], [{ kind: 'status', status: 500 }, 'again service'], [{ kind: 'redirect' }, 'stuck redirected'],
  [{ kind: 'reset' }, 'again network'], [{ kind: 'lost-reply' }, 'again network'],
];
for (const [fault, code] of answers) {
  test(`${fault.status ?? fault.kind} is ${code}, and the next assertion mends it`, async () => {
    receiver.fault({ ...fault, times: 1 });
    assert.equal(codeOf(await sinkOf().grant(aRight())), code);
    assert.equal(codeOf(await sinkOf().grant(aRight())), 'applied');
    assert.equal(receiver.rights.length, 1);
  });
}

test('a receiver that hangs is given up', async () => {
  receiver.fault({ kind: 'hang' });
  const said = sinkOf().grant(aRight());
  while (!clock.waiting) await new Promise((resolve) => { setImmediate(resolve); });
  await clock.tick(8000);
  assert.equal(codeOf(await said), 'again timeout');
});

test('a message that comes after a newer one changes nothing', async () => {
  let late: (() => Promise<Response>) | undefined;
  await sinkOf({ fetch: async (to, init) => {
    late = async () => receiver.fetch(to, init);
    throw new TypeError('Failed to fetch');
  } }).grant(aRight());
  await clock.tick(1000);
  await sinkOf().revoke(aRight());
  assert.equal((await late!()).status, 409);
  assert.ok(!receiver.mayWatch('702813501', 'cinema'));
});

test('access closes by itself at validUntil', async () => {
  const own = createTestClock();
  const closing = createReceiver({ clock: own, secrets: [old] });
  await sinkOf({ fetch: closing.fetch, clock: own }).grant(aRight({ validUntil: noon + 10 }));
  assert.ok(closing.mayWatch('702813501', 'cinema'));
  await own.tick(10_000);
  assert.ok(!closing.mayWatch('702813501', 'cinema'));
});

test('observe says that it cannot know', async () => {
  await sinkOf().grant(aRight());
  await assert.rejects(sinkOf().observe(aRight()), (error) => error instanceof SinkError && error.problem.code === 'unobservable');
});

test('over a real connection the bytes that are signed are the bytes that arrive', async () => {
  const local = createReceiver({ secrets: [old] });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      void local.fetch('http://localhost/', { method: 'POST', body: Buffer.concat(chunks), headers: { [signatureHeader]: request.headers[signatureHeader] as string } })
        .then(({ status }) => response.writeHead(status).end());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sink = webhookSink({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, secrets: [old] });
  assert.equal(codeOf(await sink.grant(aRight({ account: 'ümläut 🎬' }))), 'applied');
  server.closeAllConnections();
  server.close();
});

const wrong: readonly (readonly [Partial<WebhookOptions>, RegExp])[] = [
  [{ url: 'http://rights.example.com/' }, /https/], [{ url: 'rights' }, /url takes an address/], [{ url: 'https://a:b@rights.example.com/' }, /without a user/],
  [{ secrets: [] }, /secrets is empty/], [{ secrets: ['undefined'] }, /not set/], [{ secrets: ['short-secret'] }, /at least 16/],
];
for (const [options, message] of wrong) {
  test(`refuses ${JSON.stringify(options)}`, () => { assert.throws(() => sinkOf(options), (error) => error instanceof TypeError && message.test(error.message)); });
}

test('http is for localhost', () => { assert.doesNotThrow(() => sinkOf({ url: 'http://localhost:8080/rights' })); });

test('a mapping’s row may say data, facet and lifetime, and nothing else', () => {
  const { readRow, facet } = sinkOf();
  for (const row of [{}, { data: [1, { a: 'b' }], facet: 'tv', lifetime: 'perpetual' }]) assert.equal(readRow(row), row);
  for (const row of [{ facet: 1 }, { lifetime: 'long' }, { dta: 2 }]) assert.throws(() => readRow(row), TypeError);
  assert.deepEqual([facet({}), facet({ facet: 'tv' })], ['', 'tv']);
});

const step = fc.record({
  act: fc.constantFrom('grant' as const, 'revoke' as const),
  fault: fc.constantFrom(undefined, 'lost-reply' as const, 'twice' as const, 'reset' as const, 'status' as const),
});
test('whatever was granted, revoked and lost before, it ends where the last assertion says', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
    receiver.reset();
    for (const { act, fault } of steps) {
      if (fault) receiver.fault({ kind: fault, times: 1 });
      await sinkOf()[act](aRight());
      receiver.mend();
    }
    const { act } = steps.at(-1)!;
    await sinkOf()[act](aRight());
    assert.equal(receiver.mayWatch('702813501', 'cinema'), act === 'grant');
    assert.equal(receiver.rights.length, 1);
  }), { numRuns: 100 });
});

test('it is tried by a request that writes nothing, and whatever answers is there', async () => {
  const seen: string[] = [];
  const own = sinkOf({ fetch: async (_, init) => {
    seen.push(init.method ?? '');
    return Promise.resolve(new Response(null, { status: 405 }));
  } });
  assert.deepEqual([await own.inspect!([]), seen], [{ complaints: [], targets: false }, ['HEAD']]);
  const away = sinkOf({ fetch: async () => Promise.reject(new TypeError('Failed to fetch')) });
  assert.deepEqual((await away.inspect!([])).complaints.map(({ code }) => code), ['network']);
});
