import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Endpoint, Fault } from '../../src/simulator/index.js';
import type { Source, Subject } from '../../src/sources/source.js';
import { createService, monthly, type Service } from './service.js';

/** What a source is expected to say, without its name and an end. */
export type Expected = { status: 'denied'; reason: string } | { status: 'unknown'; problem: object };

export const unknown = (code: string, more: object = {}): Expected => ({ status: 'unknown', problem: { code, ...more } });
export const denied = (reason: string): Expected => ({ status: 'denied', reason });
const malformed = unknown('malformed', { status: 200 });

type Row = [fault: Omit<Fault, 'endpoint'>, expected: Expected];

/** What no source may take for an answer, whatever it asks. */
const always: Record<string, Row> = {
  '400': [{ kind: 'status', status: 400 }, unknown('service', { status: 400 })],
  '429': [{ kind: 'status', status: 429, retryAfter: 7 }, unknown('service', { status: 429, retryAfter: 7 })],
  '429 for days': [{ kind: 'status', status: 429, retryAfter: 99_999 }, unknown('service', { status: 429, retryAfter: 60 })],
  '500': [{ kind: 'status', status: 500 }, unknown('service', { status: 500 })],
  'a page of HTML': [{ kind: 'html' }, unknown('service', { status: 200 })],
  'an empty body': [{ kind: 'empty' }, unknown('service', { status: 200 })],
  'no content': [{ kind: 'no-content' }, unknown('service', { status: 204 })],
  'null': [{ kind: 'json', body: null }, malformed],
  '[{}]': [{ kind: 'json', body: [{}] }, malformed],
  'another customer’s': [{ kind: 'other-customer' }, malformed],
  'a redirect': [{ kind: 'redirect' }, unknown('network')],
  'a reset': [{ kind: 'reset' }, unknown('network')],
  'a body beyond 64 kB': [{ kind: 'large' }, unknown('malformed')],
};

interface Suite {
  readonly endpoint: Endpoint;
  readonly open: (service: Service) => Source;
  /** Rows of this source alone, and those that differ. */
  readonly rows: Record<string, Row>;
}

async function strike({ endpoint, open }: Suite, fault: Omit<Fault, 'endpoint'>) {
  const service = createService();
  const source = open(service);
  // Only MediaStore is asked with a token; the key that signs one takes a while to make.
  const subject: Subject = endpoint === 'entitlements' ? await service.subject('owner') : { customerId: '702813501' };
  assert.equal((await source.check(subject, monthly)).status, 'granted', 'without the fault it is granted');
  service.simulator.fault({ ...fault, endpoint });
  return { ...service, source, subject };
}

const bare = (verdict: object): object => {
  const { source: _, expiresAt: __, ...said } = verdict as { source: string; expiresAt?: unknown };
  return said;
};

/** One test for each row: the fault strikes, and the source says what is expected. */
export function suffers(name: string, suite: Suite): void {
  for (const [row, [fault, expected]] of Object.entries({ ...always, ...suite.rows })) {
    test(`${row} from ${name} is ${JSON.stringify(expected)}`, async () => {
      const { source, subject } = await strike(suite, fault);
      assert.deepEqual(bare(await source.check(subject, monthly)), expected);
    });
  }

  for (const kind of ['hang', 'trickle'] as const) {
    test(`a ${kind} of ${name} is a timeout after three seconds`, async () => {
      const { clock, simulator, source, subject, received } = await strike(suite, { kind });
      const asked = source.check(subject, monthly);
      await received(2);
      await clock.tick(3000);
      assert.deepEqual(bare(await asked), unknown('timeout'));
      simulator.mend();
      await clock.tick(1000);
      assert.equal(clock.waiting, 0);
    });
  }

  test(`an answer of ${name} within three seconds is waited for`, async () => {
    const { clock, source, subject, received } = await strike(suite, { kind: 'latency', ms: 2900 });
    const asked = source.check(subject, monthly);
    await received(2);
    await clock.tick(2900);
    assert.equal((await asked).status, 'granted');
  });

  test(`whoever asks ${name} may call it off`, async () => {
    const { source, subject } = await strike(suite, { kind: 'hang' });
    const abort = new AbortController();
    const asked = source.check(subject, monthly, { signal: abort.signal });
    abort.abort(new Error('gone'));
    await assert.rejects(asked, /gone/);
    await assert.rejects(source.check(subject, monthly, { signal: abort.signal }), /gone/);
  });

  for (const offerId of ['../S1', 'S1/x', 'S1%2f', 'S1?x', '', 'x'.repeat(65), 'S1\n']) {
    test(`${JSON.stringify(offerId)} is no offer, and is not sent to ${name}`, async () => {
      const service = createService();
      await assert.rejects(suite.open(service).check({ customerId: '702813501' }, offerId), TypeError);
      assert.equal(service.simulator.requests.length, 0);
    });
  }
}
