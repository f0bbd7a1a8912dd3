import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openMemory } from '../../../src/bridge/databases/pglite.js';
import { chapters } from './stories.js';
import { row, seedsFrom, tell } from './tell.js';

/** Histories after which a protection that is off must have been missed. */
const patience = 120;

const database = await openMemory();
await database.run('SET synchronous_commit = off');
const table: Record<string, string | number>[] = [];
after(async () => {
  console.table(table);
  await database.close();
});

for (const chapter of chapters) {
  for (const off of chapter.needs) {
    test(`where ${chapter.title}, something goes wrong without ${off}`, async () => {
      const outcome = await tell(chapter, off, seedsFrom(1, patience), database, 'model', ({ faulty }) => faulty.length > 0);
      table.push(row(outcome));
      assert.ok(outcome.faulty.length, `nothing was missed in ${patience} histories`);
      assert.ok(['sweep', 'deterministic id'].includes(off) || outcome.met, 'the statement that holds the protection was not found');
    });
  }
}
