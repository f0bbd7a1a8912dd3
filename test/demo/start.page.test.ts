import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

const start = (...args: string[]): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', 'demo/server.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

test('npm start says where the paper is and whom to sign in as', async () => {
  const child = start('--port', '0');
  const [first] = (await once(child.stdout!, 'data')) as [Buffer];
  child.kill();
  assert.match(String(first), /http:\/\/localhost:\d+\/[^]*owner@example\.com +has the monthly subscription/);
});

test('npm start on a port that is taken says so, and which to try', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const child = start('--port', String(port));
  const [said] = await Promise.all([text(child.stderr!), once(child, 'exit')]);
  other.close();
  assert.equal(child.exitCode, 1);
  assert.equal(said.trim(), `Port ${port} is taken. Type: npm start -- --port ${port + 1}`);
});
