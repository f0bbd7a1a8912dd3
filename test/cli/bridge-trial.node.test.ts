import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { openPostgres } from '../../src/bridge/databases/postgres.js';
import { databaseTrouble, tryDatabase } from '../../src/cli/bridge/postgres.js';
import { noPostgres, postgresUrl } from '../bridge/databases.js';
import { createOperator, usualFile, type Operator } from './operator.js';

const dryRun = async (operator: Operator, ...args: string[]): Promise<{ code: number | null; lines: string[] }> => {
  const { code, stderr } = await operator.call('bridge', 'run', '--dry-run', ...args);
  return { code, lines: stderr.replace('cleeng-gate: ', '').trim().split('\n') };
};
/** Every request but the sign-in at Rights Manager is a reading one. */
const wrote = ({ simulator, platforms: { motto, rmg } }: Operator): boolean =>
  [...simulator.requests, ...motto.requests, ...rmg.requests.filter(({ call }) => call !== 'token')].some(({ method }) => method !== 'GET');

test('a dry run tells what is wrong with the file, with what it names and with the secrets in one list, and writes nothing', async (t) => {
  const operator = await createOperator(t);
  operator.write({
    ...usualFile(operator.service), rights: [
      { offer: 'S100000001_DE', sink: 'motto', target: 'cinemaa' },
      { offers: ['S100000001_DE', 'S100000001_FR', 'R199999999_DE'], sink: 'rmg', target: 'LAMP_CINEMA' },
      { ofer: 'S100000001_DE', sink: 'motto', target: 'harbour' },
    ],
  });
  Object.assign(operator.environ, { CLEENG_WEBHOOK_SECRETS: 'too-short', RMG_PASSWORD: 'wrong-password' });
  const { code, lines } = await dryRun(operator);
  assert.equal(code, 1);
  const wrong = lines.map((line) => line.replace(/^bridge\.json:\d+:\d+: /, ''));
  assert.deepEqual(wrong, [
    'rmg: the token endpoint refused the operator\'s user name, password or client (401: invalid_grant). It signs in with RMG_USERNAME and RMG_PASSWORD.',
    'motto: project the-lamp has no offer cinemaa. Did you mean "cinema"?',
    'Cleeng does not know the offer "S100000001_FR". Did you mean "S100000001_DE"?',
    'Cleeng does not know the offer "R199999999_DE". Look at its id in the dashboard, and whether it is of this publisher and environment.',
    '"ofer" is no key here. Did you mean "offer"?',
    'CLEENG_WEBHOOK_SECRETS takes 16 to 64 bytes for each secret; its one has 9',
  ]);
  assert.equal(lines[0]!.startsWith('bridge.json:11:5: '), true, lines[0]);
  assert.equal(wrote(operator), false);
});

test('a dry run names what a platform that is away, a project of others and a wrong token look like', async (t) => {
  const operator = await createOperator(t);
  const file = usualFile(operator.service) as { sinks: { motto: object } };
  operator.write({ ...file, sinks: { ...file.sinks, motto: { ...file.sinks.motto, projectId: 'the-lampp' } } });
  operator.platforms.rmg.fault({ kind: 'status', status: 503, call: 'list' });
  const away = await dryRun(operator);
  assert.match(away.lines[0]!, /^bridge\.json:6:5: motto: does not let this token into project the-lampp; look at projectId/);
  assert.match(away.lines[1]!, /^bridge\.json:11:5: rmg: answered 503/);
  operator.write();
  Object.assign(operator.environ, { MOTTO_TOKEN: 'another-token-0123456789', CLEENG_PUBLISHER_TOKEN: 'another-key-0123456789' });
  operator.platforms.rmg.mend();
  const refused = await dryRun(operator);
  assert.match(refused.lines[0]!, /motto: refuses the token \(answered 401: .*\)\. It signs in with MOTTO_TOKEN\.$/);
  assert.match(refused.lines[1]!, /^Cleeng refuses CLEENG_PUBLISHER_TOKEN \(401\)/);
  assert.equal(refused.lines.length, 2);
  const json = await operator.call('bridge', 'run', '--dry-run', '--json');
  assert.deepEqual([json.code, (JSON.parse(json.stdout) as { wrong: string[] }).wrong], [1, refused.lines]);
});

test('a dry run says whom it has not asked, because the file does not say for certain whom', async (t) => {
  const operator = await createOperator(t);
  operator.write({ ...usualFile(operator.service), enviroment: 'production' });
  assert.deepEqual((await dryRun(operator)).lines.slice(1), ['Cleeng and the platforms have not been asked: the file does not say for certain whom to ask.']);
  operator.write();
  operator.environ['MOTTO_TOKEN'] = '';
  assert.deepEqual((await dryRun(operator)).lines.slice(1), ['motto has not been asked: its entry or its secrets are to be mended first.']);
  assert.deepEqual([operator.platforms.motto.requests.length, operator.platforms.rmg.requests.some(({ call }) => call === 'list')], [0, true]);
});

test('a dry run tries the database that it is given', { skip: noPostgres }, async (t) => {
  const operator = await createOperator(t);
  operator.write();
  const url = new URL(postgresUrl);
  url.pathname = '/no_such_lamp';
  assert.match((await dryRun(operator, '--database', url.href)).lines.join('\n'), new RegExp(`^there is no database "no_such_lamp" at ${url.host}; make it: createdb -h ${url.hostname} -p ${url.port} -U ${url.username} no_such_lamp$`));
});

test('a database of a newer bridge is told, and nothing is written into one that is empty', { skip: noPostgres }, async (t) => {
  const server = await openPostgres(postgresUrl, { connections: 2 });
  const name = `test_${randomBytes(6).toString('hex')}`;
  await server.run(`CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(postgresUrl), { pathname: `/${name}` }).href;
  const own = await openPostgres(url, { connections: 2 });
  t.after(async () => {
    await own.close();
    await server.run(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.close();
  });
  assert.equal(await tryDatabase(url), undefined);
  assert.deepEqual((await own.query('SELECT nspname FROM pg_namespace WHERE nspname LIKE \'cleeng%\'')).rows, []);
  await own.run('CREATE SCHEMA cleeng_gate; CREATE TABLE cleeng_gate.migration (version integer PRIMARY KEY); INSERT INTO cleeng_gate.migration VALUES (99)');
  assert.match((await tryDatabase(url))!, /is at version 99, of a newer cleeng-gate/);
});

const address = 'postgres://lamp:canary@db.example:6000/cleeng';
for (const [error, words] of [
  [Object.assign(new AggregateError([Object.assign(new Error('one'), { code: 'ECONNREFUSED' })], ''), { code: 'ECONNREFUSED' }), 'no PostgreSQL answers at db.example:6000; start it, or correct the address'],
  [{ errors: [{ code: 'ENOTFOUND' }] }, 'there is no machine called db.example; correct the address of the database'],
  [{ code: '3D000' }, 'there is no database "cleeng" at db.example:6000; make it: createdb -h db.example -p 6000 -U lamp cleeng'],
  [{ code: '28P01' }, 'PostgreSQL at db.example:6000 refuses the password of "lamp"'],
  [{ code: '42501' }, '"lamp" may not make the bridge\'s tables; let it: GRANT CREATE ON DATABASE cleeng TO lamp'],
  [new Error('timeout exceeded when trying to connect'), 'db.example:6000 does not answer; is a firewall between it and this machine?'],
] as const) {
  test(`a database that cannot be used is told as "${words.slice(0, 40)}…"`, () => {
    assert.equal((databaseTrouble(error, address) as Error).message, words);
  });
}

test('an error that nobody has words for stays what it is', () => {
  const error = new Error('something else');
  assert.equal(databaseTrouble(error, address), error);
});
