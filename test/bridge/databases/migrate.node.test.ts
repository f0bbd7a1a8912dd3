import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { migrate, migrations, NewerDatabaseError } from '../../../src/bridge/migrations/index.js';
import { openBridgeStore } from '../../../src/bridge/postgres-store.js';
import { engines } from '../databases.js';

for (const { name, skip, fresh } of engines) {
  test(`${name}: tables that are there are not made again`, { skip }, async (t) => {
    const { store, again } = await fresh(t);
    await store.mark(['7'], 'event');
    assert.equal((await (await again()).customer('7'))!.dirty, true);
  });

  test(`${name}: of many that start at once each finds the tables made`, { skip }, async (t) => {
    const { database, clock } = await fresh(t);
    const schema = `test_${randomBytes(6).toString('hex')}`;
    t.after(async () => database.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`));
    const stores = await Promise.all(Array.from({ length: 6 }, async () => openBridgeStore({ database, clock, schema })));
    for (const store of stores) await store.mark(['7'], 'event');
    assert.equal((await stores[0]!.claim('worker', 1000))!.seq, 6);
    assert.deepEqual((await database.query(`SELECT version FROM ${schema}.migration`)).rows.map(({ version }) => version), migrations.map((_, index) => index + 1));
  });

  test(`${name}: a new version is made of the one before, all or nothing`, { skip }, async (t) => {
    const { database, clock, schema } = await fresh(t);
    const next = (own: string): string => `ALTER TABLE ${own}.customer ADD COLUMN note text; CREATE TABLE ${own}.note (id text)`;
    const broken = (own: string): string => `DROP TABLE ${own}.note; ALTER TABLE ${own}.nowhere ADD COLUMN note text`;
    await assert.rejects(migrate(database, schema, clock.now(), [...migrations, next, broken]));
    await assert.rejects(database.query(`SELECT note FROM ${schema}.customer`), 'nothing of it is left');
    await migrate(database, schema, clock.now(), [...migrations, next]);
    assert.deepEqual((await database.query(`SELECT note FROM ${schema}.customer`)).rows, []);
  });

  test(`${name}: tables of a newer version are refused by a sentence, and left as they are`, { skip }, async (t) => {
    const { database, schema, clock, again } = await fresh(t);
    await migrate(database, schema, clock.now(), [...migrations, (own) => `CREATE TABLE ${own}.newer (id text)`]);
    await assert.rejects(again(), (error) => error instanceof NewerDatabaseError && error.message.includes(`is at version ${migrations.length + 1}, and this cleeng-gate knows versions up to ${migrations.length}`));
    assert.deepEqual((await database.query(`SELECT * FROM ${schema}.newer`)).rows, []);
  });

  test(`${name}: a schema that could be more than a name is refused`, { skip }, async (t) => {
    const { database, clock } = await fresh(t);
    for (const schema of ['', 'Cleeng', 'x; DROP TABLE y', 'pg_x', 'a'.repeat(60)]) await assert.rejects(openBridgeStore({ database, clock, schema }), TypeError);
  });
}
