import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { within } from '../../src/sources/deadline.js';
import { createTestClock } from '../clock.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('what ended in time leaves nothing in memory', async () => {
  const clock = createTestClock();
  const kept: WeakRef<AbortSignal>[] = [];
  for (let count = 0; count < 200; count++) {
    await within({ clock, deadline: 1000 }, async (signal) => {
      kept.push(new WeakRef(signal));
      return Promise.resolve();
    });
  }
  for (let turns = 0; turns < 5; turns++) {
    await new Promise((resolve) => { setImmediate(resolve); });
    collect();
  }
  const left = kept.filter((signal) => signal.deref()).length;
  assert.ok(left < 20, `${left} of 200 signals are still there`);
});
