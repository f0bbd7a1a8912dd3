import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Status } from '../../src/bridge/bridge.js';
import type { SweepRow } from '../../src/bridge/store.js';
import { keepSchedule } from '../../src/cli/bridge/schedule.js';
import { createTestClock } from '../clock.js';

const [hour, day] = [3600, 86_400];

/** A bridge that only dates its sweeps, and what became of the newest. */
function open(newest: Partial<SweepRow>) {
  const clock = createTestClock();
  const began: number[] = [];
  const now = (): number => clock.now() / 1000;
  const sweeps = (): SweepRow[] => began.map((startedAt) => ({ id: 's', state: 'done', startedAt, endedAt: startedAt, live: 0, left: 0, held: 0, unlisted: null, ...newest }) satisfies SweepRow).reverse();
  const bridge = {
    status: async () => Promise.resolve({ sweeps: sweeps() } as unknown as Status),
    sweep: async ({ since = 0 } = {}) => {
      if (began.some((at) => at >= since)) return Promise.resolve(null);
      began.push(now());
      return Promise.resolve(sweeps()[0]!);
    },
  };
  const start = now();
  const schedule = keepSchedule({ bridge, clock, log: () => undefined, sweep: day });
  return { clock, schedule, hours: () => began.map((at) => Math.floor((at - start) / hour)) };
}

for (const [title, newest, hours] of [
  ['well', {}, [0, 24]],
  ['without lists that may be read the next time', { unlisted: 'network' }, Array.from({ length: 26 }, (_, index) => index)],
  ['without lists that are something else altogether', { unlisted: 'malformed' }, [0, 24]],
  ['without lists, and is still under way', { unlisted: 'network', state: 'running' }, [0, 24]],
  ['without lists, and waits for a person', { unlisted: 'network', state: 'held' }, [0, 24]],
] as const) {
  test(`after a sweep that went ${title}, another begins in its time`, async () => {
    const { clock, schedule, hours: begun } = open(newest);
    for (let minute = 0; minute < 25 * 60; minute++) await clock.tick(60_000);
    await schedule.close();
    assert.deepEqual(begun(), hours);
  });
}
