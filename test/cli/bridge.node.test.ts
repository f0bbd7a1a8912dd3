import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { StatusReport } from '../../src/cli/bridge/admin/admin.js';
import { createOperator, usualFile, type Operator } from './operator.js';

const nobody = '702813502';
const watches = ({ platforms: { motto, rmg } }: Operator, customer = nobody): readonly [motto: boolean, rmg: boolean] =>
  [motto.mayWatch(customer, 'cinema'), rmg.mayWatch(customer, 'the-long-tide')];
const both = (operator: Operator, open: boolean, customer = nobody) => (): boolean => watches(operator, customer).every((one) => one === open);
const statusOf = async (operator: Operator): Promise<StatusReport> => JSON.parse((await operator.call('bridge', 'status', '--json')).stdout) as StatusReport;

test('an operator connects both platforms from nothing; a purchase opens both, and its end shuts both', async (t) => {
  const operator = await createOperator(t);
  const { simulator, platforms } = operator;
  operator.write();
  const checked = await operator.call('bridge', 'run', '--dry-run');
  assert.deepEqual([checked.code, checked.stdout], [0, 'bridge.json is right, and Cleeng, motto and rmg may be used.\nrmg cannot be asked whether it knows LAMP_CINEMA, LAMP_RENTAL; what is wrong with a target shows in bridge status once somebody has bought it.\n']);

  const { report, end, log } = await operator.run('--metrics-port', '0');
  await operator.until(both(operator, true, '702813501'));
  assert.deepEqual(watches(operator), [false, false]);
  assert.equal(platforms.motto.entitlements.every(({ source_type: source }) => source === 'cleeng'), true);

  const asked = await operator.call('bridge', 'webhooks', '--url', report.url);
  assert.deepEqual([asked.code, /transactionCreated: add/.test(asked.stdout), /nobody to ask; write --yes/.test(asked.stderr)], [2, true, true]);
  const written = await operator.call('bridge', 'webhooks', '--url', report.url, '--yes');
  assert.match(written.stdout, /transactionCreated +written/);
  assert.equal(written.code, 0);

  simulator.purchase('nobody', 'monthly');
  await operator.until(both(operator, true));
  const figures = await (await fetch(report.metrics!)).text();
  assert.match(figures, /cleeng_gate_bridge_deliveries_total\{status="204"\} 1/);
  assert.match(figures, /cleeng_gate_bridge_calls_total\{sink="motto",call="grant",outcome="applied"\} [6-9]/);
  simulator.terminate('nobody', 'monthly');
  await operator.until(both(operator, false));

  const health = await fetch(`${report.url}/health`);
  assert.deepEqual([health.status, await health.json()], [200, { status: 'ok', troubles: [] }]);
  assert.deepEqual([(await fetch(`${report.url}/status`)).status, (await fetch(report.webhooks, { method: 'POST', body: '{}' })).status], [404, 401]);
  assert.equal(await end(), 0);
  assert.throws(() => statSync(join(operator.folder, 'cleeng-bridge/port.json')));
  assert.deepEqual(log.filter(({ level }) => level === 'error'), []);
  assert.doesNotMatch(JSON.stringify(log), /@example|simulated-|a-secret-for-a-test/);
});

test('a second process on one folder is refused by name, and its questions reach the first', async (t) => {
  const operator = await createOperator(t);
  operator.write();
  const { child, end } = await operator.run();
  await operator.until(both(operator, true, '702813501'));

  const refused = await operator.call('bridge', 'run', '--port', '0');
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, new RegExp(`belongs to process ${child.pid} on .*PostgreSQL`));
  assert.equal(statSync(join(operator.folder, 'cleeng-bridge/port.json')).mode & 0o777, 0o600);
  assert.equal(statSync(join(operator.folder, 'cleeng-bridge')).mode & 0o777, 0o700);

  const { url, secret } = JSON.parse(readFileSync(join(operator.folder, 'cleeng-bridge/port.json'), 'utf8')) as { url: string; secret: string };
  const ask = async (headers: Record<string, string>): Promise<number> => (await fetch(`${url}/status`, { method: 'POST', headers })).status;
  assert.deepEqual([await ask({}), await ask({ authorization: `Bearer ${secret}x` }), await ask({ authorization: `Bearer ${secret}` })], [401, 401, 200]);

  const swept = await operator.call('bridge', 'sweep');
  assert.match(swept.stdout, /^Sweep [\w-]+ is done, after /);
  const report = await statusOf(operator);
  assert.deepEqual([report.process?.pid, report.health.status, report.status.live, report.status.sweeps.length], [child.pid, 'ok', 10, 2]);
  const explained = await operator.call('bridge', 'explain', '702813501');
  assert.match(explained.stdout, /motto · cinema: OPEN\n {2}Known there as 702813501\.\n {2}Cleeng grants S100000001_DE, to /);
  assert.match(explained.stdout, /rmg · LAMP_RENTAL: CLOSED\n {2}Cleeng has never granted R100000006_DE/);

  operator.simulator.grant('nobody', 'rental');
  assert.match((await operator.call('bridge', 'replay', nobody, '--dry-run')).stdout, /^1 customer would be looked at again/);
  assert.equal((await operator.call('bridge', 'explain', nobody)).code, 1);
  assert.match((await operator.call('bridge', 'replay', nobody)).stdout, /^1 customer marked; the bridge that runs looks at them now\.$/m);
  await operator.until(() => watches(operator)[1]);
  assert.equal(await end('SIGINT'), 0);
});

test('a bridge that is killed in the middle of a round finishes it after a restart, and a sweep finds what it missed', async (t) => {
  const operator = await createOperator(t);
  const { simulator, platforms: { motto } } = operator;
  operator.write();
  const first = await operator.run();
  await operator.until(both(operator, true, '702813501'));
  assert.equal((await operator.call('bridge', 'webhooks', '--url', first.report.url, '--yes')).code, 0);

  motto.fault({ kind: 'lost-reply', call: 'upsert', account: nobody });
  simulator.purchase('nobody', 'monthly');
  await operator.until(() => motto.mayWatch(nobody, 'cinema'));
  assert.equal(await first.end('SIGKILL'), null);
  motto.mend();
  simulator.terminate('owner', 'monthly');
  await simulator.delivered();

  const again = await operator.run();
  await operator.until(both(operator, true));
  const before = motto.entitlements.length;
  assert.equal((await operator.call('bridge', 'sweep')).code, 0);
  assert.deepEqual([watches(operator, '702813501'), watches(operator)], [[false, false], [true, true]]);
  assert.equal(motto.entitlements.length, before);
  assert.equal(await again.end(), 0);
});

test('a mistake in the file and a port that is taken end it with one sentence', async (t) => {
  const operator = await createOperator(t);
  operator.write({ ...usualFile(operator.service), horizont: '48h' });
  const mistaken = await operator.call('bridge', 'run');
  assert.equal(mistaken.code, 1);
  assert.match(mistaken.stderr, /^cleeng-gate: bridge\.json:\d+:3: "horizont" is no key here\. Did you mean "horizon"\?\n$/);
  operator.write();
  const taken = await operator.call('bridge', 'run', '--port', new URL(operator.service).port);
  assert.equal(taken.code, 1);
  assert.match(taken.stderr, /port \d+ is taken on 127\.0\.0\.1; choose another with --port\n/);
  assert.match(taken.stdout, /^Making its state in \.\/cleeng-bridge; the first time/);
  assert.equal((await operator.call('bridge', 'status')).code, 0, 'the folder was let go');
});

test('a platform that refuses is named and told nothing, and the other is served', async (t) => {
  const operator = await createOperator(t);
  const { platforms: { motto } } = operator;
  operator.write();
  motto.integrate();
  const rehearsed = await operator.call('bridge', 'run', '--dry-run');
  assert.deepEqual([rehearsed.code, /Motto's own Cleeng integration/.test(rehearsed.stderr)], [1, true]);
  const { report, end } = await operator.run();
  assert.match(report.warnings.join('\n'), /^motto refuses, so it is told nothing and asked again each minute: motto: project the-lamp has Motto's own Cleeng integration/m);
  await operator.until(() => watches(operator, '702813501')[1]);
  assert.equal((await operator.call('bridge', 'sweep')).code, 0);
  const told = await operator.call('bridge', 'status');
  assert.deepEqual([told.code, /^motto refuses, for .*: motto: project the-lamp has Motto's own/m.test(told.stdout), motto.entitlements.length], [1, true, 0]);
  assert.equal(await end(), 0);
});
