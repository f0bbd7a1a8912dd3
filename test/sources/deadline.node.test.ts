import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { exchange } from '../../src/mediastore/request.js';
import { within } from '../../src/sources/deadline.js';
import { carefully } from '../../src/sources/upstream.js';
import { createTestClock } from '../clock.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** How many of 200 signals are still there when what they could have ended has ended. */
async function left(use: (keep: (signal: AbortSignal) => AbortSignal) => Promise<unknown>): Promise<number> {
  const kept: WeakRef<AbortSignal>[] = [];
  const keep = (signal: AbortSignal): AbortSignal => {
    kept.push(new WeakRef(signal));
    return signal;
  };
  for (let count = 0; count < 200; count++) await use(keep);
  for (let turns = 0; turns < 5; turns++) {
    await new Promise((resolve) => { setImmediate(resolve); });
    collect();
  }
  assert.equal(kept.length, 200);
  return kept.filter((signal) => signal.deref()).length;
}

test('what ended in time leaves nothing in memory', async () => {
  const clock = createTestClock();
  assert.ok(await left(async (keep) => within({ clock, deadline: 1000 }, async (signal) => Promise.resolve(void keep(signal)))) < 20);
});

test('an answer that was read to its end leaves nothing in memory', async () => {
  const ask = carefully(async () => Promise.resolve(new Response('{}')));
  const all: AbortController[] = [];
  assert.ok(await left(async (keep) => {
    all.push(new AbortController());
    await ask('http://mediastore.test/', { signal: keep(AbortSignal.any([all.at(-1)!.signal])) });
  }) < 20);
});

test('an exchange that has ended leaves nothing in memory', async () => {
  const clock = createTestClock();
  assert.ok(await left(async (keep) => exchange(async (_, { signal }) => {
    keep(signal!);
    return Promise.resolve(new Response('{}'));
  }, clock, 'http://mediastore.test/', {})) < 20);
});
