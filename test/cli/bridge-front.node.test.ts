import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFront } from '../../src/cli/bridge/front.js';
import type { Health } from '../../src/cli/bridge/health.js';
import { createTestClock } from '../clock.js';

const ask = (path: string): Request => new Request(`http://bridge.example${path}`);
const well: Health = { status: 'ok', troubles: [] };

test('however often strangers ask for health, the figures behind it are counted once in a few seconds', async () => {
  const clock = createTestClock();
  let counted = 0;
  const health = async (): Promise<Health> => {
    counted++;
    await new Promise<void>((resolve) => { clock.after(100, resolve); });
    return counted > 1 ? { status: 'failing', troubles: ['database'] } : well;
  };
  const front = createFront({ clock, health, intake: async () => new Response(), told: () => undefined });
  const all = Promise.all(Array.from({ length: 500 }, async () => (await front(ask('/health'))).status));
  await clock.tick(200);
  assert.deepEqual([new Set(await all), counted], [new Set([200]), 1]);
  await clock.tick(5000);
  const later = front(ask('/health'));
  await clock.tick(200);
  assert.deepEqual([(await later).status, counted], [503, 2]);
});
