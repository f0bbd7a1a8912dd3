import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openMemory } from '../../../src/bridge/databases/pglite.js';
import { live } from './history.js';
import { chapters } from './stories.js';
import { row, seedsFrom, tell } from './tell.js';

/** Histories in all; `npm run test:bridge` lives through many more. */
const histories = 100;

const database = await openMemory();
// The database is gone with the process anyway.
await database.run('SET synchronous_commit = off');
const table: Record<string, string | number>[] = [];
after(async () => {
  console.table(table);
  await database.close();
});

for (const chapter of chapters) {
  test(`two workers on PGlite, where ${chapter.title}: everybody ends up with what Cleeng says`, async () => {
    const outcome = await tell(chapter, undefined, seedsFrom(1, Math.round(histories * chapter.part)), database, 'model');
    table.push(row(outcome));
    assert.deepEqual(outcome.faulty, [], 'live through it again: npm run test:bridge -- --seed N --runs 2000 --off 0 --kills 0');
  });
}

test('a seed makes the same history each time', async () => {
  const { story } = chapters[0]!;
  assert.deepEqual(await live(story, 7, database, 'model'), await live(story, 7, database, 'model'));
});
