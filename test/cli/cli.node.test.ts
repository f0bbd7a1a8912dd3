import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';

const command = ['--import', 'tsx', 'src/cli.ts'];
const run = (...args: string[]) => spawnSync(process.execPath, [...command, ...args], { encoding: 'utf8' });

test('--help lists the commands, and each explains itself', () => {
  assert.match(run('--help').stdout, /simulate/);
  const { status, stdout } = run('simulate', '--help');
  assert.equal(status, 0);
  assert.match(stdout, /--port/);
});

const wrong: [string[], RegExp][] = [[[], /^$/], [['simulat'], /no command "simulat".*simulate/], [['simulate', '--port', 'x'], /--port takes a number/], [['simulate', '--prot', '1'], /--prot/]];
for (const [args, words] of wrong) {
  test(`"${args.join(' ')}" is called wrongly: exit code 2`, () => {
    const { status, stderr } = run(...args);
    assert.equal(status, 2);
    assert.match(stderr, words);
  });
}

test('a taken port is said in words: exit code 1', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { status, stderr } = run('simulate', '--port', String(port));
  server.close();
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`port ${String(port)} is taken`));
});

test('simulate --json says what it serves, and serves it', async () => {
  const child = spawn(process.execPath, [...command, 'simulate', '--port', '0', '--json']);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url, publisherId, customers } = JSON.parse(line.toString()) as { url: string; publisherId: string; customers: { email: string; password: string }[] };
  const { email, password } = customers[0]!;
  const response = await fetch(`${url}/auths`, { method: 'POST', body: JSON.stringify({ email, password, publisherId }) });
  child.kill();
  assert.equal(response.status, 200);
});

test('simulate serves the platforms of a bridge beside Cleeng, and shows who may watch what there', async () => {
  const child = spawn(process.execPath, [...command, 'simulate', '--port', '0', '--json']);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url, motto } = JSON.parse(line.toString()) as { url: string; motto: { url: string; token: string; projectId: string } };
  const watch = async (): Promise<unknown> => (await fetch(`${url}/__simulator/watch?customer=nobody`)).json();
  assert.deepEqual(await watch(), {
    customer: '702813502', motto: { cinema: false, festival: false, harbour: false },
    rmg: { 'the-long-tide': false, 'harbour-camera': false, 'opening-night': false },
  });
  await fetch(`${motto.url}/monetization/entitlements/v1`, {
    method: 'POST', headers: { authorization: `Bearer ${motto.token}` },
    body: JSON.stringify({ project_id: motto.projectId, user_id: '702813502', offer_id: 'cinema' }),
  });
  assert.equal(((await watch()) as { motto: { cinema: boolean } }).motto.cinema, true);
  child.kill();
});

for (const [args, words] of [
  [['simulate', '--prot', '1'], /did you mean --port\?/], [['guard', '--publisherid', '1'], /did you mean --publisher-id\?/], [['guard', '--cach', 'x'], /did you mean --cache\?/],
] as const) {
  test(`"${args.join(' ')}" is told what was meant`, () => {
    const { status, stderr } = run(...args);
    assert.deepEqual([status, words.test(stderr)], [2, true], stderr);
  });
}

test('an option like none of ours is only said to be unknown', () => {
  const { status, stderr } = run('simulate', '--entirely-different');
  assert.equal(status, 2);
  assert.doesNotMatch(stderr, /did you mean/);
});

test('when nobody reads on, as behind head, it ends without a word', async () => {
  const child = spawn(process.execPath, [...command, 'simulate', '--port', '0']);
  child.stdout.destroy();
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => { told += chunk.toString(); });
  const [code] = (await once(child, 'close')) as [number];
  assert.deepEqual([code, told], [0, '']);
});
