import assert from 'node:assert/strict';
import type { PGlite } from '@electric-sql/pglite';
import { test } from 'node:test';
import { openSession } from '../../../src/bridge/databases/session.js';
import { createTestClock } from '../../clock.js';

const someEngine = (): PGlite => Object.create({ close: async () => undefined }) as PGlite;

test('an engine that broke for good is asked nothing more, and another is opened once that can be', async () => {
  const clock = createTestClock();
  const opened: PGlite[] = [];
  let full = false;
  const session = await openSession(async () => {
    if (full) throw new Error('no space left');
    opened.push(someEngine());
    return opened.at(-1)!;
  }, clock);
  full = true;
  const breaks = session.use(async () => Promise.reject(Object.assign(new Error('could not write'), { severity: 'PANIC' })));
  const waits = session.use(async () => assert.fail('it would never answer'));
  await assert.rejects(breaks, /could not write/);
  await assert.rejects(waits, /no space left/);
  full = false;
  await assert.rejects(session.use(async () => 1), /closed after a failure/);
  await clock.tick(5000);
  assert.equal(await session.use(async (engine) => opened.indexOf(engine)), 1);
});

test('an engine whose statement failed is asked on', async () => {
  const session = await openSession(async () => Promise.resolve(someEngine()), createTestClock());
  await assert.rejects(session.use(async () => Promise.reject(Object.assign(new Error('no such table'), { severity: 'ERROR' }))));
  assert.equal(await session.use(async () => Promise.resolve(2)), 2);
});
