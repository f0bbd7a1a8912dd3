import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { FolderInUseError } from '../../../src/bridge/databases/folder-lock.js';
import { birthOf, readOwner, stateOf } from '../../../src/bridge/databases/owner.js';
import { openFolder } from '../../../src/bridge/databases/pglite.js';
import { systemClock } from '../../../src/mediastore/clock.js';

const clock = systemClock;

function someFolder(t: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), 'bridge-'));
  t.after(() => { rmSync(home, { recursive: true, force: true }); });
  return join(home, 'state');
}

interface Child {
  readonly pid: number;
  /** The next line that it prints. */
  line(): Promise<string>;
  write(text: string): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Ends its input, or kills it, and waits until it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

function another(t: TestContext, folder: string, port = 8787): Child {
  const process_: ChildProcessWithoutNullStreams = spawn(process.execPath, ['--import', 'tsx', 'test/bridge/databases/folder-child.ts', folder, String(port)]);
  const exited = once(process_, 'exit');
  const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]();
  process_.stderr.pipe(process.stderr);
  t.after(() => process_.kill('SIGKILL'));
  const line = async (): Promise<string> => String((await lines.next()).value);
  return {
    pid: process_.pid!,
    line,
    async write(text) {
      process_.stdin.write(`${text}\n`);
      return line();
    },
    signal: (signal) => void process_.kill(signal),
    async end(signal) {
      if (signal) process_.kill(signal);
      else process_.stdin.end();
      await exited;
    },
  };
}

const linesIn = async (folder: string): Promise<unknown[]> => {
  const database = await openFolder(folder, { clock });
  const { rows } = await database.query('SELECT text FROM line ORDER BY text');
  await database.close();
  return rows.map(({ text }) => text);
};

test('a folder keeps what was written', async (t) => {
  const folder = someFolder(t);
  const database = await openFolder(folder, { clock });
  await database.run(`CREATE TABLE line (text text); INSERT INTO line VALUES ('one')`);
  await database.close();
  assert.deepEqual(await linesIn(folder), ['one']);
});

test('a second process is refused by a sentence that names the first, its port and PostgreSQL', async (t) => {
  const folder = someFolder(t);
  const database = await openFolder(folder, { clock, port: 9911 });
  const refused = await another(t, folder).line();
  assert.match(refused, new RegExp(`belongs to process ${process.pid} on ${hostname()}, port 9911, since 20.*PostgreSQL`));
  await assert.rejects(openFolder(folder, { clock }), (error) => error instanceof FolderInUseError && error.owner?.pid === process.pid);
  await database.close();
  assert.equal(await readOwner(folder), null);
});

test('a folder that was closed is free at once', async (t) => {
  const folder = someFolder(t);
  const child = another(t, folder);
  assert.equal(await child.line(), 'open');
  assert.equal((await readOwner(folder))!.pid, child.pid);
  await child.end();
  const database = await openFolder(folder, { clock });
  await database.close();
});

test('a folder whose process was killed is taken over, with all that it had written', async (t) => {
  const folder = someFolder(t);
  const child = another(t, folder);
  assert.equal(await child.line(), 'open');
  for (const text of ['one', 'two']) assert.equal(await child.write(text), `written ${text}`);
  await child.end('SIGKILL');
  assert.deepEqual(await linesIn(folder), ['one', 'two']);
});

test('of two who take over at once one is refused', async (t) => {
  const folder = someFolder(t);
  const dead = another(t, folder);
  assert.equal(await dead.line(), 'open');
  await dead.end('SIGKILL');
  const both = [another(t, folder), another(t, folder)];
  const said = await Promise.all(both.map(async (child) => child.line()));
  assert.equal(said.filter((line) => line === 'open').length, 1);
  assert.match(said.find((line) => line !== 'open')!, /belongs to process/);
});

test('whoever loses the door while taking over is refused, and leaves the folder free', async (t) => {
  const folder = someFolder(t);
  const dead = another(t, folder);
  assert.equal(await dead.line(), 'open');
  await dead.end('SIGKILL');
  const [mark, heart] = [join(folder, 'door.mark'), join(folder, 'owner.lock')];
  rmSync(mark);
  // As if somebody else had come in before the heart was silent for long enough.
  utimesSync(heart, Date.now() / 1000 + 0.5, Date.now() / 1000 + 0.5);
  const refused = assert.rejects(openFolder(folder, { clock }).then(async (database) => database.close()), FolderInUseError);
  while (!existsSync(mark) || !readFileSync(mark, 'utf8')) await setImmediate();
  writeFileSync(mark, 'another');
  await refused;
  assert.deepEqual([existsSync(heart), await readOwner(folder)], [false, null]);
});

test('a process whose door is taken from it lives on', async (t) => {
  const folder = someFolder(t);
  const child = another(t, folder);
  assert.equal(await child.line(), 'open');
  await child.end('SIGKILL');
  const taking = openFolder(folder, { clock });
  const door = join(folder, 'door.lock');
  while (!existsSync(door)) await setImmediate();
  const { ctimeMs } = statSync(door);
  // Not before its own first beat, else it would only be made anew.
  while (existsSync(door) && statSync(door).ctimeMs < ctimeMs + 500) await setImmediate();
  rmSync(door, { recursive: true, force: true });
  await (await taking).close();
});

test('a process that has ended and that nobody has buried is dead', { skip: !existsSync('/proc/self/stat') && 'there is no /proc' }, async (t) => {
  // The shell becomes a process that knows nothing of its child, which ends when nobody writes to it any more.
  const parent = spawn('sh', ['-c', 'cat <&0 >/dev/null & exec sh -c "echo $!; exec sleep 1000"'], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => parent.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  const pid = Number(line);
  parent.stdin.end();
  while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await setImmediate();
  assert.equal(await stateOf({ pid, host: hostname(), born: await birthOf(pid), port: null, since: 0 }), 'dead');
});

/** As if the heart had last beaten an hour ago. */
const silence = (folder: string): void => { utimesSync(join(folder, 'owner.lock'), 1e9, 1e9); };

test('a process that merely stands still keeps its folder', async (t) => {
  const folder = someFolder(t);
  const child = another(t, folder);
  assert.equal(await child.line(), 'open');
  child.signal('SIGSTOP');
  silence(folder);
  await assert.rejects(openFolder(folder, { clock }), FolderInUseError);
});

test('a process that has lost its folder asks it nothing any more', async (t) => {
  const folder = someFolder(t);
  const database = await openFolder(folder, { clock });
  silence(folder);
  const asking = async (): Promise<never> => {
    for (;;) await database.query('SELECT 1');
  };
  await assert.rejects(asking(), FolderInUseError);
  await assert.rejects(database.transaction(async ({ query }) => query('SELECT 1')), FolderInUseError);
  await assert.rejects(database.close(), FolderInUseError);
});
