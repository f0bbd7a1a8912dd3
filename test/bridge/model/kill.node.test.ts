import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { noPostgres, postgresUrl } from '../databases.js';
import { killRow, tellKills } from './kill/tell.js';
import { seedsFrom } from './tell.js';

const table: Record<string, string | number>[] = [];
after(() => { console.table(table); });

for (const [name, skip, place, count] of [
  ['PGlite in a folder', false, 'pglite', 1],
  ['two processes on a real PostgreSQL', noPostgres, { url: postgresUrl }, 4],
] as const) {
  test(`processes that are killed leave nothing open or shut that should not be: ${name}`, { skip }, async () => {
    const outcome = await tellKills(place, seedsFrom(1, count));
    table.push(killRow(outcome));
    assert.deepEqual(outcome.faulty, []);
    assert.equal(outcome.histories, count);
    assert.ok(outcome.deaths >= count, 'too few have died');
  });
}
