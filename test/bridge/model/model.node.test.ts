import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { openMemory } from '../../../src/bridge/databases/pglite.js';
import { live } from './history.js';
import { chapters } from './stories.js';
import { row, seedsFrom, tell } from './tell.js';

/** Histories in all; `npm run test:bridge` lives through many more. */
const histories = 100;
/** Histories after which a protection that is off must have been missed. */
const patience = 60;

const database = await openMemory();
// The database is gone with the process anyway.
await database.run('SET synchronous_commit = off');
after(async () => database.close());

const lived: Record<string, string | number>[] = [];
after(() => { console.table(lived); });

suite('a bridge with two workers on PGlite', () => {
  for (const chapter of chapters) {
    test(`where ${chapter.title}, everybody ends up with what Cleeng says`, async () => {
      const outcome = await tell(chapter, undefined, seedsFrom(1, Math.round(histories * chapter.part)), database, 'model');
      lived.push(row(outcome));
      assert.deepEqual(outcome.faulty, [], `run again: npm run test:bridge -- --seed ${outcome.faulty[0] ?? ''} --runs 1`);
    });
    for (const off of chapter.needs) {
      test(`where ${chapter.title}, that fails without ${off}`, async () => {
        const outcome = await tell(chapter, off, seedsFrom(1, patience), database, 'model', ({ faulty }) => faulty.length > 0);
        lived.push(row(outcome));
        assert.ok(outcome.faulty.length, `nothing is missed in ${patience} histories without ${off}`);
        assert.ok(['sweep', 'deterministic id'].includes(off) || outcome.met, 'the statement that holds the protection was not found');
      });
    }
  }

  test('a seed makes the same history each time', async () => {
    const { story } = chapters[0]!;
    assert.deepEqual(await live(story, 7, database, 'model'), await live(story, 7, database, 'model'));
  });
});
