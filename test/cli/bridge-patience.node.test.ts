import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FolderInUseError } from '../../src/bridge/databases/folder-lock.js';
import { openPatiently } from '../../src/cli/bridge/patience.js';
import { createTestClock } from '../clock.js';

/** A folder that somebody with this local port lets go after so many tries. */
function folder(port: number | null, busy: number) {
  const clock = createTestClock();
  let tried = 0;
  const opening = openPatiently(async () => {
    if (tried++ < busy) throw new FolderInUseError('d', { pid: 7, host: 'here', port, since: 0, born: null });
    return Promise.resolve('open');
  }, clock);
  return { clock, tried: () => tried, opening: opening.catch((error: unknown) => error) };
}

test('a folder that a command has for a moment is waited for', async () => {
  const { clock, opening, tried } = folder(null, 3);
  await clock.tick(1500);
  assert.deepEqual([await opening, tried()], ['open', 4]);
});

test('one that a command keeps is not waited for for ever, and that of a bridge not at all', async () => {
  const kept = folder(null, Infinity);
  for (let second = 0; second < 20; second++) await kept.clock.tick(1000);
  assert.ok((await kept.opening) instanceof FolderInUseError);
  const bridge = folder(9, 1);
  assert.deepEqual([(await bridge.opening) instanceof FolderInUseError, bridge.tried()], [true, 1]);
});
