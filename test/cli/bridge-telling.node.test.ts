import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Status } from '../../src/bridge/bridge.js';
import type { ExplainedRight, Next } from '../../src/bridge/explain.js';
import type { CustomerRow, RightRow } from '../../src/bridge/store.js';
import { UsageError } from '../../src/cli/command.js';
import { bridge } from '../../src/cli/bridge.js';
import { localAdmin } from '../../src/cli/bridge/admin/local.js';
import { adminHandler } from '../../src/cli/bridge/admin/handler.js';
import type { Admin, Explained } from '../../src/cli/bridge/admin/admin.js';
import type { Opened } from '../../src/cli/bridge/open.js';
import { healthAnswer, healthOf } from '../../src/cli/bridge/health.js';
import { describeExplanation } from '../../src/cli/bridge/telling/explanation.js';
import { describeSweep, isWhole } from '../../src/cli/bridge/telling/sweep.js';
import { screenOf, table } from '../../src/cli/bridge/telling/table.js';
import { createTicker } from '../../src/cli/bridge/telling/ticker.js';
import { moment, relative, span } from '../../src/cli/bridge/telling/times.js';
import { createTestClock } from '../clock.js';

const now = Date.UTC(2026, 10, 21, 12) / 1000;
const hour = 3600;

const customer = (more: Partial<CustomerRow> = {}): CustomerRow => ({
  customerId: '7', dirty: false, dueAt: now + hour, leaseUntil: null, attempts: 0, problem: null, askedAt: now - hour, basis: null, sweep: null, ...more,
});
const right = (more: Partial<RightRow> = {}): RightRow => ({
  key: 'k', generation: 0, customerId: '7', account: 'seven', target: 'cinema', row: {}, sink: 'motto', validFrom: now - 24 * hour, validUntil: now + 48 * hour, offerId: 'S1_US',
  want: 'active', have: 'active', remoteId: null, haveAt: now - 60, wantAt: now - 24 * hour, wantBy: 'event', unsentSince: null, expiresAt: now + 24 * hour, problem: null, heldBy: null, ...more,
});
const told = (one: RightRow | null, next: Next, who: CustomerRow | null = customer(), known: boolean | null = true): string => {
  const explained: ExplainedRight = { sink: 'motto', target: 'cinema', facet: '', offers: ['S1_US', 'P1_US'], right: one, next };
  const explanation: Explained = { customerId: '7', customer: who, known, rights: [explained], orphans: [] };
  return describeExplanation(explanation, now);
};

const cases: readonly (readonly [string, RightRow | null, Next, readonly RegExp[], CustomerRow?])[] = [
  ['stands', right(), 'assert', [/cinema: OPEN/, /known there as seven/i, /grants S1_US, to 2026-11-22 12:00 UTC/, /confirmed it 1 min ago, until 2026-11-23 12:00 UTC/, /told again on 2026-11-21 13:00 UTC/]],
  ['has no end and is for ever', right({ expiresAt: null, validUntil: null }), 'assert', [/without an end/, /for ever/]],
  ['is in its grace period', right({ expiresAt: now - hour }), 'assert', [/OPEN/, /its end was 2026-11-21 11:00 UTC/]],
  ['was never had', null, 'event', [/CLOSED/, /never granted S1_US or P1_US/, /Next: nothing, until something happens/]],
  ['is over', right({ want: 'inactive', have: 'inactive', wantBy: 'sweep' }), 'event', [/CLOSED/, /no longer; the bridge found out 1 d ago, by a sweep/, /is closed/]],
  ['may still be open', right({ want: 'inactive', have: 'unknown', problem: 'network: away' }), 'retry', [/BEING CLOSED/, /not known yet: network: away\. What stood there before closes by itself on 2026-11-23/, /last look failed \(network, 2 in a row\)/], customer({ problem: 'network', attempts: 2 })],
  ['is not open yet', right({ have: 'unknown' }), 'round', [/BEING OPENED/, /looked at now/], customer({ dirty: true, dueAt: now })],
  ['is refused', right({ have: 'stuck', problem: 'no-account: who is that?' }), 'person', [/cinema: REFUSED/, /refused: no-account: who is that\?/, /a person must mend it at motto/]],
  ['is over and could not be taken', right({ want: 'inactive', have: 'stuck', problem: 'rejected: no' }), 'person', [/MAY STILL BE OPEN/, /closes by itself/]],
  ['is somebody else\'s', right({ have: 'foreign' }), 'person', [/NOT OURS/, /somebody else wrote/, /whose row it is/]],
  ['is held', right({ heldBy: 's1' }), 'release', [/keeps it until a person has looked/, /sweep --release s1, or --discard s1/]],
  ['has no account', null, 'account', [/not known whom motto knows this customer as/]],
];
for (const [title, one, next, patterns, who] of cases) {
  test(`a right that ${title} is explained in plain words`, () => {
    for (const pattern of patterns) assert.match(told(one, next, who), pattern);
  });
}

test('a customer whom Cleeng does not know is told as such, and not by what the mapping gives others', () => {
  const nobody = 'Cleeng does not know customer 7, and the bridge has never heard of one. Look at the number, and whether it is of this publisher and environment.';
  assert.equal(told(null, 'event', null, false), nobody);
  assert.match(told(null, 'event', null, true), /^The bridge has never heard of customer 7, whom Cleeng knows\./);
  assert.match(told(right(), 'retry', customer({ problem: 'cleeng: no such customer' }), false), /^Cleeng does not know customer 7\. Look at the number[^]*Customer 7\.[^]*OPEN/);
});

test('a customer nobody has heard of, and words of others that a terminal would obey, are told safely', () => {
  assert.match(told(null, 'event', null, null), /never heard of customer 7.*cleeng-gate bridge replay 7/);
  assert.doesNotMatch(told(right({ have: 'stuck', problem: 'red \u001b[31m' }), 'person'), /\u001b/);
  assert.equal(table(['a'], [['\u001b[31mred']], { fancy: false }), 'a\n [31mred');
});

test('times are told in the two largest units, and moments alike on every machine', () => {
  assert.deepEqual([0, 59, 60, 3661, 86_400, 93_600].map(span), ['0 s', '59 s', '1 min', '1 h 1 min', '1 d', '1 d 2 h']);
  assert.deepEqual([moment(now), relative(now + 60, now), relative(now - 60, now)], ['2026-11-21 12:00 UTC', 'in 1 min', '1 min ago']);
});

test('a table has frames on a terminal alone, and none where NO_COLOR asks so', () => {
  assert.equal(table(['one', 'two'], [['a', 1], ['bcd', 2]], screenOf({ isTTY: true }, { NO_COLOR: '1' })), 'one  two\na    1\nbcd  2');
  assert.match(table(['one'], [['a']], screenOf({ isTTY: true }, {})), /┌/);
});

test('progress is one line that changes on a terminal, and a line now and then in a log', () => {
  const written: string[] = [];
  let time = 0;
  const write = (text: string): void => { written.push(text); };
  const ticker = createTicker({ write }, () => time);
  ticker.tell('one');
  time = 10_000;
  ticker.tell('two');
  ticker.end();
  assert.deepEqual(written.splice(0), ['two\n']);
  const shown = createTicker({ write, isTTY: true, columns: 4 }, () => time);
  shown.tell('three');
  shown.end();
  assert.deepEqual(written, ['\r\u001b[Kthr', '\r\u001b[K']);
});

const status = (more: Partial<Status> = {}): Status => ({
  customers: 1, due: 0, oldestDue: null, failing: 0, refused: 0, live: 100, have: { active: 100, inactive: 0, unknown: 0, foreign: 0, stuck: 0, held: 0 }, oldestUnsentRevocation: null,
  sweeps: [{ id: 's', state: 'done', startedAt: now - hour, endedAt: now, live: 100, left: 0, held: 0, unlisted: null }], allowed: 20, refusals: [], ...more,
});
const { have } = status();
const troubles: readonly (readonly [string, Status | null, readonly string[], string])[] = [
  ['nothing is wrong', status(), [], 'ok'],
  ['the database is away', null, ['database'], 'failing'],
  ['a revocation is late', status({ oldestUnsentRevocation: now - 1000 }), ['revocations'], 'attention'],
  ['a sweep is held', status({ sweeps: [{ ...status().sweeps[0]!, state: 'held', held: 30 }], have: { ...have, held: 30 } }), ['sweep-held'], 'attention'],
  ['rights are held without a sweep', status({ have: { ...have, held: 30 } }), ['sweep-held'], 'attention'],
  ['a running sweep holds some', status({ have: { ...have, held: 3 }, sweeps: [{ ...status().sweeps[0]!, state: 'running', held: 3 }] }), [], 'ok'],
  ['Cleeng refuses to tell of customers', status({ failing: 2, refused: 2 }), ['cleeng-refuses', 'failing'], 'attention'],
  ['Cleeng refused its lists to the newest sweep', status({ sweeps: [{ ...status().sweeps[0]!, unlisted: 'credentials' }] }), ['cleeng-refuses'], 'attention'],
  ['the newest sweep could not reach Cleeng\'s lists', status({ sweeps: [{ ...status().sweeps[0]!, unlisted: 'network' }] }), ['lists-unread'], 'attention'],
  ['a sweep before the newest could not', status({ sweeps: [status().sweeps[0]!, { ...status().sweeps[0]!, unlisted: 'network' }] }), [], 'ok'],
  ['no sweep has begun for long', status({ sweeps: [{ ...status().sweeps[0]!, startedAt: now - 49 * hour }] }), ['sweep-late'], 'attention'],
  ['customers wait', status({ oldestDue: now - 1000 }), ['late'], 'attention'],
  ['rights are refused', status({ have: { ...have, stuck: 1, foreign: 1 }, failing: 1 }), ['failing', 'stuck', 'foreign'], 'attention'],
];
test('a sweep that could not read everything does not say that it is done', () => {
  const row = status().sweeps[0]!;
  assert.equal(describeSweep(row, 0), 'Sweep s is done, after 1 h.');
  assert.match(describeSweep({ ...row, unlisted: 'credentials' }, 0), /^Sweep s is over, and not whole, after 1 h\.\nCleeng's lists could not be read: it refuses CLEENG_PUBLISHER_TOKEN\. Only those/);
  assert.match(describeSweep(row, 3), /not whole.*\nThe last look at 3 customers failed/);
  assert.deepEqual([isWhole(row, 0), isWhole({ ...row, unlisted: 'network' }, 0), isWhole(row, 1), isWhole({ ...row, state: 'held' }, 0)], [true, false, false, false]);
});

for (const [title, one, words, word] of troubles) {
  test(`health when ${title} is ${word}, and only a database that is away turns deliveries away`, () => {
    const health = healthOf(one, { now, sweep: 24 * hour });
    assert.deepEqual(health, { status: word, troubles: words });
    assert.equal(healthAnswer(health).status, word === 'failing' ? 503 : 200);
  });
}

test('the local port answers nobody without its secret, nobody from elsewhere, and no wrong question', async () => {
  const asked: string[] = [];
  const admin = { replay: async ({ customers }: { customers: readonly string[] }) => { asked.push(...customers); return customers.length; } } as unknown as Admin;
  const handler = adminHandler(admin, 'secret');
  const ask = async (body: unknown, headers: Record<string, string> = {}, path = '/replay'): Promise<number> =>
    (await handler(new Request(`http://127.0.0.1:9${path}`, { method: 'POST', body: JSON.stringify(body), headers: { host: '127.0.0.1:9', authorization: 'Bearer secret', ...headers } }))).status;
  const good = { customers: ['7'], since: null, dryRun: false };
  assert.deepEqual([await ask(good), await ask(good, { authorization: 'Bearer other' }), await ask(good, { host: 'evil.example:9' })], [200, 401, 401]);
  assert.deepEqual([await ask({ ...good, customers: ['7; DROP'] }), await ask(null), await ask(good, {}, '/__proto__')], [400, 400, 404]);
  assert.deepEqual(asked, ['7']);
});

for (const name of ['run', 'status', 'sweep', 'explain', 'replay', 'orphans', 'webhooks']) {
  test(`bridge ${name} --help tells of its flags and exit codes`, () => {
    assert.match(bridge.helpFor!([name, '--help']), new RegExp(`^Usage: cleeng-gate bridge ${name}[^]*--json[^]*Exit codes: 0`));
  });
}

const wrongly: readonly (readonly [string[], RegExp])[] = [
  [[], /bridge takes one of run, status, sweep/],
  [['statsu'], /no command "bridge statsu"\. Did you mean "status"\?/],
  [['explain'], /explain takes one customer/],
  [['explain', 'reader@example.com'], /^a customer is Cleeng's number of one, such as 702813501, not "an e-mail address"$/],
  [['replay'], /replay takes customers by Cleeng's number, or --since/],
  [['replay', '--since', 'soon'], /--since takes a time such as 2h or 3d/],
  [['sweep', '--release', 'a', '--discard', 'b'], /released or discarded, not both/],
  [['orphans', '--revoke', 'a', '--leave', 'b'], /revoked or left, not both/],
  [['status', '--database', 'mysql://db'], /--database takes an address such as postgres:/],
  [['run', '--port', 'x'], /--port takes a number from 0 to 65535, not "x"/],
  [['run', '--log', 'loud'], /--log takes debug, info, warn or error/],
];
for (const [args, message] of wrongly) {
  test(`"bridge ${args.join(' ')}" is called wrongly`, async () => {
    await assert.rejects(bridge.run(args, () => undefined), (error: Error) => error instanceof UsageError && message.test(error.message));
  });
}

test('a right whose sink refuses the sign-in is told with the variables that hold it', async () => {
  const refused = right({ have: 'unknown', problem: 'credentials: refuses the token (answered 401)' });
  const opened = {
    bridge: { orphans: async () => Promise.resolve([]), status: async () => Promise.resolve(status()) }, store: { troubled: async () => Promise.resolve([refused, right({ have: 'stuck', problem: 'no-product: none' })]) },
    database: { engine: 'pglite' }, place: { data: 'd' }, file: { settings: { publisherId: '1', environment: 'sandbox', sweep: 1, sinks: { motto: { type: 'motto', projectId: 'p' } } }, warnings: [] },
  } as unknown as Opened;
  const { troubled } = await localAdmin(opened, { clock: createTestClock() }).status();
  assert.deepEqual(troubled.map(({ problem }) => problem), ['credentials: refuses the token (answered 401). It signs in with MOTTO_TOKEN.', 'no-product: none']);
});
