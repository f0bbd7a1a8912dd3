import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ownerHere } from '../../src/bridge/databases/owner.js';
import { openPostgres } from '../../src/bridge/databases/postgres.js';
import { noPostgres, postgresUrl } from '../bridge/databases.js';
import { createOperator, usualFile } from './operator.js';

test('a Cleeng that refuses the token later in life is named by sweep, status and health; so is whom it does not know', async (t) => {
  const operator = await createOperator(t);
  const { simulator, platforms: { motto, rmg } } = operator;
  const { rights, ...file } = usualFile(operator.service) as { rights: object[] };
  operator.write({ ...file, rights: [...rights, { offer: 'S100000077_DE', sink: 'motto', target: 'festival' }] });
  const { report, log, end } = await operator.run();
  assert.match(report.warnings.join('\n'), /^bridge\.json:\d+:\d+: Cleeng does not know the offer "S100000077_DE"\. Did you mean/);
  await operator.until(() => motto.mayWatch('702813501', 'cinema') && rmg.mayWatch('702813501', 'the-long-tide'));

  const stranger = await operator.call('bridge', 'explain', '999');
  assert.deepEqual([stranger.code, stranger.stdout], [1, 'Cleeng does not know customer 999, and the bridge has never heard of one. Look at the number, and whether it is of this publisher and environment.\n']);
  assert.match((await operator.call('bridge', 'sweep', '--release', '1')).stderr, /no sweep 1 is held\. Nothing is held\n/);
  const rehearsed = await operator.call('bridge', 'sweep', '--dry-run');
  assert.deepEqual([rehearsed.code, /Would look at: [^]*Cleeng does not know the offer "S100000077_DE"/.test(rehearsed.stdout)], [1, true]);

  simulator.fault({ kind: 'status', status: 401, endpoint: 'core-subscriptions' });
  const swept = await operator.call('bridge', 'sweep');
  assert.equal(swept.code, 1);
  assert.match(swept.stdout, /^Sweep \S+ is over, and not whole, after .*\nCleeng's lists could not be read: it refuses CLEENG_PUBLISHER_TOKEN\. [^]*\nThe last look at \d customers failed/);
  const status = await operator.call('bridge', 'status');
  assert.equal(status.code, 1);
  assert.match(status.stdout, /cleeng-refuses: Cleeng refuses the publisher token[^]*done, lists unread/);
  assert.deepEqual(((await (await fetch(`${report.url}/health`)).json()) as { troubles: string[] }).troubles.slice(0, 1), ['cleeng-refuses']);
  assert.equal(await end(), 0);
  assert.ok(log.some(({ event, unlisted }) => event === 'bridge.sweep-ended' && unlisted === 'credentials'));
});

test('while a bridge starts, and while it cannot answer, it is said so and not to be stopped', async (t) => {
  const operator = await createOperator(t);
  operator.write();
  const folder = join(operator.folder, 'cleeng-bridge');
  mkdirSync(folder);
  const own = async (port: number | null): Promise<void> => { writeFileSync(join(folder, 'owner.json'), JSON.stringify(await ownerHere(port, Date.now()))); };
  await own(9);
  const starting = await operator.call('bridge', 'status');
  assert.deepEqual([starting.code, starting.stderr], [1, `cleeng-gate: the bridge on ./cleeng-bridge, process ${process.pid}, is still starting, or about to end; ask again in some seconds\n`]);
  writeFileSync(join(folder, 'port.json'), JSON.stringify({ url: 'http://127.0.0.1:9', secret: 'x'.repeat(32), pid: process.pid }));
  assert.match((await operator.call('bridge', 'explain', '7')).stderr, /does not answer at its local port/);
  await own(null);
  assert.match((await operator.call('bridge', 'replay', '7')).stderr, /works on the state in \.\/cleeng-bridge, as a sweep does/);
});

test('who asks before a bridge has run makes no state', async (t) => {
  const operator = await createOperator(t);
  operator.write();
  for (const args of [['status'], ['explain', '7']]) {
    const { code, stderr } = await operator.call('bridge', ...args);
    assert.deepEqual([code, stderr], [1, 'cleeng-gate: there is no state in ./cleeng-bridge yet, since no bridge has run on it: cleeng-gate bridge run makes it, or name another folder with --data\n']);
  }
  assert.equal(existsSync(join(operator.folder, 'cleeng-bridge')), false);
});

test('two processes on one database need a folder each, and who looks into another folder is told which', { skip: noPostgres }, async (t) => {
  const operator = await createOperator(t);
  operator.write();
  const server = await openPostgres(postgresUrl, { connections: 1 });
  const name = `test_${randomBytes(6).toString('hex')}`;
  await server.run(`CREATE DATABASE ${name}`);
  t.after(async () => {
    await server.run(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.close();
  });
  const { href } = Object.assign(new URL(postgresUrl), { pathname: `/${name}` });
  const { child, end } = await operator.run('--database', href);
  const second = await operator.call('bridge', 'run', '--port', '0', '--database', href);
  assert.deepEqual([second.code, second.stderr.includes(`./cleeng-bridge is the folder of process ${child.pid}, by which it is found. Give this one a folder of its own, such as --data ./cleeng-bridge-2`)], [1, true], second.stderr);
  assert.match((await operator.call('bridge', 'status', '--database', href)).stdout, new RegExp(`process ${child.pid} on`));
  assert.match((await operator.call('bridge', 'status', '--database', href, '--data', 'other')).stdout, /none runs on the folder other; one on another may: name it with --data/);
  assert.match((await operator.call('bridge', 'replay', '702813501', '--database', href, '--data', 'other')).stdout, /a bridge on this database looks at them now, or as soon as one runs/);
  assert.equal(await end(), 0);
  const again = await operator.run('--database', href);
  assert.equal(await again.end(), 0);
});

test('whoever calls a command wrongly is shown the help of that command', async (t) => {
  const operator = await createOperator(t);
  assert.match((await operator.call('bridge', 'explain')).stderr, /see cleeng-gate bridge explain --help\n$/);
  assert.match((await operator.call('bridge', 'statsu')).stderr, /see cleeng-gate bridge --help\n$/);
  operator.write();
  const asked = await operator.call('bridge', 'webhooks', '--data', 'elsewhere', '--url', 'https://bridge.example', '--dry-run');
  assert.deepEqual([asked.code, /transactionCreated: add/.test(asked.stdout)], [0, true], asked.stderr);
});
