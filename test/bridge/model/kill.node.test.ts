import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);

test('processes that are killed leave nothing open or shut that should not be', async () => {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', 'test/bridge/model/main.ts', '--runs', '0', '--off', '0', '--kills', '5', '--json']);
  const { killed, faults } = JSON.parse(stdout) as { killed: { histories: number; deaths: number }[]; faults: string[] };
  console.table(killed);
  assert.deepEqual(faults, []);
  assert.equal(killed.reduce((sum, { histories }) => sum + histories, 0), 5);
  assert.ok(killed.every(({ deaths }) => deaths > 0), 'nobody has died');
});
