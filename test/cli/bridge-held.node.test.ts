import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { openPostgres } from '../../src/bridge/databases/postgres.js';
import type { StatusReport } from '../../src/cli/bridge/admin/admin.js';
import { noPostgres, postgresUrl } from '../bridge/databases.js';
import { createOperator, usualFile, type Operator } from './operator.js';

const statusOf = async (operator: Operator): Promise<StatusReport> => JSON.parse((await operator.call('bridge', 'status', '--json')).stdout) as StatusReport;

test('a sweep that would take too much is held, says how it is let go, and is released by a person', async (t) => {
  const operator = await createOperator(t);
  const { simulator, platforms: { motto } } = operator;
  operator.write({ ...usualFile(operator.service), rights: [{ offer: 'S100000001_DE', sink: 'motto', target: 'cinema' }] });
  const readers = Array.from({ length: 30 }, (_, index) => simulator.register(`reader-${index}@example.com`));
  for (const reader of readers) simulator.grant(reader, 'monthly');
  const { end } = await operator.run();
  const open = (): number => readers.filter((reader) => motto.mayWatch(String(reader), 'cinema')).length;
  await operator.until(() => open() === 30);
  const first = await operator.call('bridge', 'sweep', '--json');
  assert.deepEqual([first.code, (JSON.parse(first.stdout) as { state: string }).state], [0, 'done']);

  for (const reader of readers) simulator.refund(reader, 'monthly');
  const rehearsed = await operator.call('bridge', 'sweep', '--dry-run');
  assert.match(rehearsed.stdout, /^Would look at: +\d+ whom the bridge knows/);
  const held = await operator.call('bridge', 'sweep');
  assert.equal(held.code, 1);
  const [, id = ''] = /^Sweep (\S+) is held: it would revoke 30 of \d+ rights/.exec(held.stdout) ?? [];
  assert.equal(open(), 30);
  const told = await operator.call('bridge', 'status');
  assert.equal(told.code, 1);
  assert.match(told.stdout, new RegExp(`sweep-held: .*\\n[^]*cleeng-gate bridge sweep --release ${id}`));
  assert.match((await operator.call('bridge', 'explain', String(readers[0]))).stdout, new RegExp(`Next: a person looks why, then: cleeng-gate bridge sweep --release ${id}`));

  assert.equal((await operator.call('bridge', 'sweep', '--release', id, '--dry-run')).stdout, '30 rights would be revoked now.\n');
  assert.equal((await operator.call('bridge', 'sweep', '--release', id)).stdout, '30 rights will be revoked now.\n');
  await operator.until(() => open() === 0);
  assert.equal(await end(), 0);
});

test('what a platform refuses, and what somebody else wrote, is in the status with why', async (t) => {
  const operator = await createOperator(t);
  const { simulator, platforms: { motto } } = operator;
  operator.write();
  const stranger = simulator.register('stranger@example.com');
  simulator.grant(stranger, 'monthly');
  motto.put({ user_id: '702813501', offer_id: 'cinema', source_type: 'motto', source_id: 'sale-1' });
  assert.match((await operator.call('bridge', 'sweep')).stdout, /is done/);
  const { health, troubled } = await statusOf(operator);
  assert.deepEqual(health.troubles, ['failing', 'stuck', 'foreign'].filter((word) => (health.troubles as string[]).includes(word)));
  assert.deepEqual(troubled.map(({ customerId, sink, have }) => [customerId, sink, have]).sort(), [['702813501', 'motto', 'foreign'], [String(stranger), 'rmg', 'stuck']]);
  assert.match((await operator.call('bridge', 'status')).stdout, /rmg +LAMP_CINEMA +open +stuck +.*no-account/);
  const { stdout } = await operator.call('bridge', 'explain', '702813501');
  assert.match(stdout, /motto · cinema: NOT OURS[^]*stands a row that somebody else wrote/);
});

test('two processes share a PostgreSQL: one sweep, no row twice, and either takes over from the other', { skip: noPostgres }, async (t) => {
  const operator = await createOperator(t);
  const { simulator, platforms: { motto, rmg } } = operator;
  operator.write();
  const server = await openPostgres(postgresUrl, { connections: 1 });
  const name = `test_${randomBytes(6).toString('hex')}`;
  await server.run(`CREATE DATABASE ${name}`);
  t.after(async () => {
    await server.run(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.close();
  });
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  const [one, two] = await Promise.all(['one', 'two'].map(async (data) => operator.run('--database', url.href, '--data', data)));
  await operator.until(() => motto.mayWatch('702813501', 'cinema') && rmg.mayWatch('702813501', 'the-long-tide'));
  assert.equal((await operator.call('bridge', 'webhooks', '--url', two!.report.url, '--yes')).code, 0);
  assert.match((await operator.call('bridge', 'status', '--data', 'two')).stdout, new RegExp(`process ${two!.child.pid} on [^]*state in PostgreSQL`));

  await one!.end('SIGKILL');
  simulator.purchase('nobody', 'monthly');
  await operator.until(() => motto.mayWatch('702813502', 'cinema') && rmg.mayWatch('702813502', 'the-long-tide'));
  assert.equal((await operator.call('bridge', 'sweep', '--data', 'two')).code, 0);
  assert.equal(await two!.end(), 0);
  const rows = motto.entitlements.map(({ user_id: user, offer_id: offer }) => `${user} ${offer}`);
  assert.deepEqual(rows, [...new Set(rows)]);
  assert.equal(new Set(rmg.rows().map(({ accountId, productId }) => `${accountId} ${productId}`)).size, rmg.rows().length);
  const { stdout } = await operator.call('bridge', 'status', '--database', url.href, '--json');
  const { process: nobody, status } = JSON.parse(stdout) as StatusReport;
  assert.deepEqual([nobody, status.live, status.sweeps.length], [null, 12, 2]);
});
