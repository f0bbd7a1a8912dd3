import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestPace } from '../faults/pace.js';
import { runPhases } from '../faults/phases.js';
import { createFragileStore } from '../faults/store.js';
import { createWorld } from '../faults/world.js';

for (const [title, store, seed] of [['two guards on one storage', createFragileStore(), 1], ['one guard with its own memory', undefined, 2]] as const) {
  test(`${title}: whatever goes wrong, nobody who paid is refused and nobody else is served`, async () => {
    const world = await createWorld({ pace: createTestPace(), seed, customers: 24, store });
    await runPhases(world, 8);
    await world.close();
    assert.deepEqual(world.report.violations.slice(0, 10), []);
    for (const { phase, granted, denied, wrong } of world.report.phases) assert.ok(granted && denied && !wrong, phase);
  });
}
