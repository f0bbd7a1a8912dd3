import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { startBell, type Bell, type BellOptions } from '../../src/bridge/bell.js';
import type { Database } from '../../src/bridge/database.js';
import { engines, type Engine } from './databases.js';

/** Resolves with what it has been given, once that has come; kept in the order of coming. */
function mailbox<T>() {
  const [waiting, come]: [((item: T) => void)[], T[]] = [[], []];
  return {
    come,
    put(item: T): void {
      come.push(item);
      waiting.shift()?.(item);
    },
    next: async (): Promise<T> => new Promise((resolve) => { waiting.push(resolve); }),
  };
}

/** Bells on tables of their own; the engine lives on the machine's own time, and so do these tests. */
async function someTower(t: TestContext, { fresh }: Engine) {
  const { database } = await fresh(t);
  const schema = `bell_${randomBytes(6).toString('hex')}`;
  const told: string[] = [];
  const bells: Bell[] = [];
  t.after(async () => {
    for (const bell of bells) await bell.close();
    await database.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  });
  const start = async (options: Partial<BellOptions> = {}): Promise<Bell> => {
    const bell = await startBell({ database, schema, look: 1, log: (_, event, fields) => { told.push(`${event} ${String(fields?.reason)}`); }, ...options });
    bells.push(bell);
    return bell;
  };
  const waiting = async (): Promise<number> => (await database.query(`SELECT 1 FROM ${schema}.job WHERE name = 'ring' AND state = 'created'`)).rows.length;
  return { database, start, waiting, told };
}

for (const engine of engines) {
  const { name, skip } = engine;

  test(`${name}: who rings is told at once in the same process`, { skip }, async (t) => {
    const { start } = await someTower(t, engine);
    const heard: string[] = [];
    const bell = await start({ onRing: async (keys) => heard.push(...keys) });
    const ringing = bell.ring('7');
    assert.deepEqual(heard, ['7'], 'before the database has been asked');
    await ringing;
  });

  test(`${name}: rings for one customer that nobody has heard are one`, { skip }, async (t) => {
    const { start, waiting } = await someTower(t, engine);
    const bell = await start();
    for (let count = 0; count < 20; count++) await bell.ring('7');
    await bell.ring('8');
    assert.equal(await waiting(), 2);
  });

  test(`${name}: another process is told within a second`, { skip }, async (t) => {
    const { start } = await someTower(t, engine);
    const box = mailbox<readonly string[]>();
    await start({ onRing: async (keys) => { box.put(keys); } });
    const intake = await start();
    const since = performance.now();
    await intake.ring('7');
    assert.deepEqual(await box.next(), ['7']);
    const took = performance.now() - since;
    t.diagnostic(`told after ${Math.round(took)} ms`);
    assert.ok(took < 2000, `${took} ms`);
  });

  test(`${name}: what could not be done is repeated`, { skip }, async (t) => {
    const { start } = await someTower(t, engine);
    const box = mailbox<number>();
    let tries = 0;
    await start({ onRing: async () => {
      box.put(++tries);
      if (tries === 1) throw new Error('not now');
    } });
    const intake = await start();
    const [first, second] = [box.next(), box.next()];
    await intake.ring('7');
    assert.deepEqual([await first, await second], [1, 2]);
  });

  test(`${name}: a ring for later comes later, beside one for now`, { skip }, async (t) => {
    const { start } = await someTower(t, engine);
    const box = mailbox<readonly [string, number]>();
    await start({ onRing: async (keys) => { box.put([keys.join(), performance.now()]); } });
    const intake = await start();
    const both = [box.next(), box.next()] as const;
    const since = performance.now();
    await intake.ring('later', Date.now() + 3000);
    await intake.ring('now');
    const [[first], [second, at]] = await Promise.all(both);
    assert.deepEqual([first, second], ['now', 'later']);
    assert.ok(at - since > 1900, `${at - since} ms`);
  });

  test(`${name}: a schedule runs in one of two processes`, { skip }, async (t) => {
    const { start } = await someTower(t, engine);
    const box = mailbox<string>();
    const schedules = (which: string) => ({ sweep: { cron: '* * * * *', run: async () => { box.put(which); } } });
    const first = box.next();
    await Promise.all([start({ schedules: schedules('one') }), start({ schedules: schedules('other') })]);
    assert.match(await first, /one|other/);
    assert.equal(box.come.length, 1);
  });

  test(`${name}: a cron that cannot be read is refused`, { skip }, async (t) => {
    const { start } = await someTower(t, engine);
    await assert.rejects(start({ schedules: { sweep: { cron: 'at noon', run: async () => undefined } } }));
  });

  test(`${name}: while the database is away the bell tells the log and nobody dies, and it rings again once it is back`, { skip }, async (t) => {
    const { start, database, told } = await someTower(t, engine);
    let away = false;
    const demand = async (): Promise<void> => { if (away) throw new Error('the database is away'); };
    const frail: Database = {
      ...database,
      query: async (...question) => demand().then(async () => database.query(...question)),
      run: async (script) => demand().then(async () => database.run(script)),
    };
    const box = mailbox<readonly string[]>();
    // Goes away while a ring is being answered, whose end pg-boss writes without waiting for the answer.
    await start({ database: frail, onRing: async (keys) => {
      away = box.come.length === 0;
      box.put(keys);
    } });
    const intake = await start();
    const [one, two] = [box.next(), box.next()];
    await intake.ring('7');
    assert.deepEqual(await one, ['7']);
    while (!told.some((line) => line.includes('is away'))) await new Promise((resolve) => setTimeout(resolve, 50));
    away = false;
    await intake.ring('8');
    assert.deepEqual(await two, ['8']);
  });

  test(`${name}: who rings while the database is away is told so`, { skip }, async (t) => {
    const { start, database } = await someTower(t, engine);
    let away = false;
    const bell = await start({ database: { ...database, query: async (...question) => (away ? Promise.reject(new Error('away')) : database.query(...question)) } });
    away = true;
    await assert.rejects(bell.ring('7'), /away/);
    away = false;
  });
}
