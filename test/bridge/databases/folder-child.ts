/**
 * Another process that opens a folder: `folder-child.ts FOLDER COMMAND`. It says `open` or the sentence with which it
 * was refused, and then writes a row for each line that it reads, until its input ends or it is killed.
 */
import { createInterface } from 'node:readline';
import { openFolder } from '../../../src/bridge/databases/pglite.js';
import { systemClock } from '../../../src/mediastore/clock.js';

const [, , folder = '', port = '0'] = process.argv;
const database = await openFolder(folder, { clock: systemClock, port: Number(port) }).catch((error: unknown) => {
  console.log(String(error));
  process.exit(1);
});
await database.run('CREATE TABLE IF NOT EXISTS line (text text)');
console.log('open');
for await (const line of createInterface({ input: process.stdin })) {
  console.log(await database.query('INSERT INTO line VALUES ($1)', [line]).then(() => `written ${line}`, String));
}
await database.close();
