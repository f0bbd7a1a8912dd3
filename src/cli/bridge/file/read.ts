import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Mapping } from '../../../bridge/mapping.js';
import type { Sink } from '../../../bridge/sink.js';
import type { Clock } from '../../../mediastore/clock.js';
import type { Fetch } from '../../../mediastore/request.js';
import { NoDocument, readDocument, type Document } from './document.js';
import { isWithin, WrongFile, wrongFile, type Problem } from './problems.js';
import { readRights } from './rights.js';
import { keysAt, schema, type Settings } from './schema.js';
import { makeSinks, needsOf } from './sinks.js';
import { missingVariables, writtenSecrets, type Environ } from './secrets.js';
import { problemOf } from './words.js';

/** A bridge, as its file and the environment describe it. */
export interface BridgeFile {
  readonly settings: Settings;
  readonly sinks: readonly Sink[];
  readonly mapping: Mapping;
  /** What can be used and may be a mistake. */
  readonly warnings: readonly string[];
}

export interface Surroundings {
  readonly environ: Environ;
  readonly clock: Clock;
  readonly fetch?: Fetch | undefined;
}

const example = '{ "environment": "sandbox", "publisherId": "123456789", "sinks": { … }, "rights": [ … ] }';

function documentOf(text: string, file: string): Document {
  try {
    return readDocument(text);
  } catch (error) {
    if (!(error instanceof NoDocument)) throw error;
    const { place: { line, column }, message } = error;
    throw new WrongFile(`${file}:${line}:${column}: this is no JSON: ${message}. Write ${example}`, { cause: error });
  }
}

/** Without those about something that has been said to be wrong already. */
const unsaid = (problems: readonly Problem[], said: readonly Problem[]): readonly Problem[] =>
  problems.filter(({ path }) => !said.some((one) => isWithin(one.path, path) || isWithin(path, one.path)));

/** What is wrong with the shape of the file, without what has been said of its secrets. */
function shapeProblems(document: Document, issues: readonly v.BaseIssue<unknown>[], said: readonly Problem[]): readonly Problem[] {
  return unsaid(issues.map((issue) => problemOf(issue, (path) => keysAt(path, document.value))), said);
}

const timesOf = ({ horizon, sweep }: Settings): readonly Problem[] =>
  (horizon > sweep ? [] : [{ path: ['horizon'], message: 'rights would end before the next sweep renews them. Write a "horizon" that is longer than "sweep", at best twice as long.' }]);

/** Names under `accounts` must be sinks. */
const accountsOf = ({ accounts, sinks }: Settings): readonly Problem[] =>
  Object.keys(accounts).filter((name) => !Object.hasOwn(sinks, name)).map((name) => ({ path: ['accounts', name], message: `no entry of sinks is called "${name}". Take it out, or give it the name of a sink: ${Object.keys(sinks).join(', ')}.` }));

const warningsOf = ({ sinks, horizon, sweep }: Settings, { rows }: Mapping): readonly string[] => [
  ...Object.keys(sinks).filter((name) => !rows.some(({ sink }) => sink === name)).map((name) => `no right names the sink "${name}"`),
  ...(horizon < 2 * sweep ? ['"horizon" is shorter than two sweeps: one sweep that fails shuts people out'] : []),
];

/**
 * Reads the text of a bridge's file. Everything that is wrong with it is told at once.
 *
 * @param file as it is called in messages
 * @throws WrongFile with lines of `file:line:column: what is wrong. What to write.`; Error that names the variables of
 *   the environment that are missing
 */
export function parseBridgeFile(text: string, file: string, { environ, clock, fetch }: Surroundings): BridgeFile {
  const document = documentOf(text, file);
  const secrets = writtenSecrets(document);
  const repeated = document.repeated.map((path): Problem => ({ path, message: `"${String(path.at(-1))}" is here twice, and only one of them would count. Write it once.` }));
  const { success, output: settings, issues = [] } = v.safeParse(schema, document.value);
  const problems: Problem[] = [...secrets, ...repeated, ...shapeProblems(document, issues, secrets)];
  if (!success) throw wrongFile(file, document, problems);
  problems.push(...timesOf(settings), ...accountsOf(settings));
  const missing = missingVariables(needsOf(settings), environ);
  // Without its secret a sink cannot be made; its rights can still be read.
  const made = makeSinks(settings, { clock, fetch, secret: (name) => (missing.length ? 'not-set-and-never-used' : environ[name]!) });
  const rights = readRights({ settings, sinks: made.sinks }, document);
  problems.push(...unsaid(made.problems, secrets), ...rights.problems);
  if (problems.length) throw wrongFile(file, document, problems);
  if (missing.length) throw new Error(`these variables of the environment are not set: ${missing.join(', ')}`);
  return { settings, sinks: [...made.sinks.values()], mapping: rights.mapping, warnings: warningsOf(settings, rights.mapping) };
}

const troubles: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Write one, or name it with --file', EISDIR: 'it is a folder', EACCES: 'it may not be read',
};

/** Reads a bridge's file. Throws as {@link parseBridgeFile} does, and where there is none. */
export function readBridgeFile(file: string, surroundings: Surroundings): BridgeFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new WrongFile(`${file}: ${troubles[code] ?? message}`, { cause: error });
  }
  return parseBridgeFile(text, file, surroundings);
}
