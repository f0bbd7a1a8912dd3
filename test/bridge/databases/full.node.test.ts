import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openFolder } from '../../../src/bridge/databases/pglite.js';
import { reserve } from '../../../src/bridge/databases/space.js';
import { openBridgeStore } from '../../../src/bridge/index.js';
import { createTestClock } from '../../clock.js';

const folder = mkdtempSync(join(tmpdir(), 'cleeng-gate-full-'));

const delivery = { sha256: 'a'.repeat(64), topic: 'transactionCreated', body: new TextEncoder().encode('{}') };

test('disk full: deliveries are refused with a sentence, and taken once there is room; nothing is lost', async () => {
  const clock = createTestClock();
  let room = reserve;
  const database = await openFolder(join(folder, 'told'), { clock, free: async () => Promise.resolve(room) });
  const store = await openBridgeStore({ database, clock });
  await store.receive(delivery, '1');
  room = reserve - 1;
  await clock.tick(1000);
  await assert.rejects(store.receive(delivery, '2'), { name: 'FolderFullError', code: 'ENOSPC', message: /nearly full.* 64 MB are free again/ });
  await assert.rejects(store.claim('worker', 60_000), { name: 'FolderFullError' });
  room = reserve;
  await clock.tick(1000);
  await store.receive(delivery, '2');
  assert.deepEqual([(await store.claim('worker', 60_000))?.customerId, (await store.claim('worker', 60_000))?.customerId].sort(), ['1', '2']);
  await database.close();
});

/** A disk of its own, where the machine lets us have one. */
function mount(path: string, size: string): string | undefined {
  try {
    execFileSync('mkdir', ['-p', path]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path], { stdio: 'pipe' });
    return path;
  } catch {
    return undefined;
  }
}

const disk = mount(join(folder, 'disk'), '256m');
after(() => {
  if (disk) execFileSync('umount', [disk]);
  rmSync(folder, { recursive: true, force: true });
});

test('disk full: a real disk that fills up stops the writing before the engine breaks', { skip: disk ? false : 'SKIPPED: only root may mount a small disk here' }, async () => {
  const clock = createTestClock();
  const database = await openFolder(join(disk!, 'state'), { clock });
  const store = await openBridgeStore({ database, clock });
  await store.receive(delivery, '1');
  const ballast = join(disk!, 'ballast');
  assert.throws(() => { writeFileSync(ballast, new Uint8Array(256 * 1_048_576)); }, { code: 'ENOSPC' });
  await clock.tick(1000);
  await assert.rejects(store.receive(delivery, '2'), { name: 'FolderFullError' });
  truncateSync(ballast, 0);
  await clock.tick(1000);
  await store.receive(delivery, '2');
  await database.close();
});
