/**
 * Joins what Node and the browser have seen of each line, and judges the rooms that decide about access.
 * A line is covered if either saw it; a file that nothing loaded, types apart, counts as not covered.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import ts from 'typescript';

const rooms = ['src/mediastore', 'src/stores'];
const least = 95;
const reports = ['coverage/server.info', 'coverage/browser/lcov.info'];

/** Hits of each line, by file and line number. */
function readHits() {
  const hits = new Map();
  let lines;
  for (const [, key, value] of reports.filter(existsSync).flatMap((report) => [...readFileSync(report, 'utf8').matchAll(/^(SF|DA):(.*)$/gm)])) {
    if (key === 'SF') {
      const file = relative('.', value);
      lines = hits.get(file) ?? new Map();
      hits.set(file, lines);
    } else {
      const [line, times] = value.split(',').map(Number);
      lines.set(line, (lines.get(line) ?? 0) + times);
    }
  }
  return hits;
}

/** Lines of code of a file that no test loaded: none if it holds types alone. */
function unseen(file) {
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: { target: ts.ScriptTarget.ES2022, removeComments: true } });
  return outputText.split('\n').filter((line) => line.trim() && line.trim() !== 'export {};').map(() => 0);
}

function judge(room, hits) {
  const files = readdirSync(room, { recursive: true }).filter((name) => name.endsWith('.ts')).map((name) => `${room}/${name}`);
  const lines = files.flatMap((file) => [...(hits.get(file)?.values() ?? unseen(file))]);
  const share = (100 * lines.filter(Boolean).length) / lines.length;
  console.log(`${share < least ? '✖' : '✔'} ${room}: ${share.toFixed(1)} % of lines covered, at least ${least} % wanted`);
  for (const file of files) {
    const missed = [...(hits.get(file) ?? [])].filter(([, times]) => !times).map(([line]) => line);
    if (missed.length) console.log(`    ${file}: ${missed.join(', ')}`);
  }
  return share >= least;
}

/** Prints each room's share; `{ code, passed, failed }` with one count for each room. */
export function judgeCoverage() {
  const hits = readHits();
  const good = rooms.filter((room) => judge(room, hits)).length;
  return { code: good < rooms.length ? 1 : 0, passed: good, failed: rooms.length - good };
}
