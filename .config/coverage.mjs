/**
 * Joins what Node and the browser have seen of each line, and judges the rooms that decide about access.
 * A line of code is covered if either saw it; in a file that nothing loaded none is.
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

/** Numbers of the lines on which code begins that runs: no comments, no types. */
function linesOfCode(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022);
  const lines = new Set();
  const visit = (node) => {
    const isType = ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node);
    if (isType) return;
    lines.add(source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1);
    ts.forEachChild(node, visit);
  };
  source.statements.forEach(visit);
  return [...lines].sort((one, other) => one - other);
}

function judge(room, hits) {
  const files = readdirSync(room, { recursive: true }).filter((name) => name.endsWith('.ts')).map((name) => `${room}/${name}`);
  const missed = new Map(files.map((file) => [file, linesOfCode(file).filter((line) => !hits.get(file)?.get(line))]));
  const all = files.reduce((sum, file) => sum + linesOfCode(file).length, 0);
  const share = 100 - (100 * [...missed.values()].flat().length) / all;
  console.log(`${share < least ? '✖' : '✔'} ${room}: ${share.toFixed(1)} % of lines covered, at least ${least} % wanted`);
  for (const [file, lines] of missed) if (lines.length) console.log(`    ${file}: ${lines.join(', ')}`);
  return share >= least;
}

/** Prints each room's share; `{ code, passed, failed }` with one count for each room. */
export function judgeCoverage() {
  const hits = readHits();
  const good = rooms.filter((room) => judge(room, hits)).length;
  return { code: good < rooms.length ? 1 : 0, passed: good, failed: rooms.length - good };
}
