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
import { makeSinks, needsOf, typesOf, variablesOf } from './sinks.js';
import { missingVariables, unfitSecrets, writtenSecrets, type Environ } from './secrets.js';
import { usableOf } from './usable.js';
import { problemOf } from './words.js';

/** A bridge, as its file and the environment describe it. */
export interface BridgeFile {
  /** As the file is called in messages. */
  readonly name: string;
  readonly document: Document;
  readonly settings: Settings;
  readonly sinks: readonly Sink[];
  readonly mapping: Mapping;
  /** What can be used and may be a mistake. */
  readonly warnings: readonly string[];
}

/** A file with all that is wrong about it and its environment. */
export interface Examined extends Pick<BridgeFile, 'name' | 'document'> {
  readonly problems: readonly Problem[];
  /** Variables of the environment that are not set, and what they are for. */
  readonly missing: ReadonlyMap<string, string>;
  /** What is wrong with the variables of the environment, a sentence each. */
  readonly environment: readonly string[];
  /**
   * What of it can be used: all, or what is left without the parts that are wrong and the sinks whose secrets are not
   * set. Undefined where too little is left, or where it is not certain whom it is about.
   */
  readonly usable: BridgeFile | undefined;
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
    const { place: { line, column }, message, remedy = `Write ${example}` } = error;
    throw new WrongFile(`${file}:${line}:${column}: this is no JSON: ${message}. ${remedy}`, { cause: error });
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
const accountsOf = ({ accounts }: Settings, sinks: readonly string[]): readonly Problem[] =>
  Object.keys(accounts).filter((name) => !sinks.includes(name)).map((name) => ({ path: ['accounts', name], message: `no entry of sinks is called "${name}". Take it out, or give it the name of a sink: ${sinks.join(', ')}.` }));

const warningsOf = ({ sinks, horizon, sweep }: Settings, { rows }: Mapping): readonly string[] => [
  ...Object.keys(sinks).filter((name) => !rows.some(({ sink }) => sink === name)).map((name) => `no right names the sink "${name}"`),
  ...(horizon < 2 * sweep ? ['"horizon" is shorter than two sweeps: one sweep that fails shuts people out'] : []),
];

/** What the parts that are left mean, and what is wrong with that. */
function meaningOf(document: Document, issues: readonly v.BaseIssue<unknown>[], missing: ReadonlyMap<string, string>, { environ, clock, fetch }: Surroundings) {
  const usable = usableOf(document.value, issues);
  if (!usable) return undefined;
  const { settings, indices, founded } = usable;
  const types = typesOf(document.value);
  // Without its secret a sink cannot be made; its rights can still be read.
  const made = makeSinks(settings, { clock, fetch, secret: (name) => (missing.has(name) ? 'not-set-and-never-used' : environ[name]!) });
  const rights = readRights({ settings, indices, sinks: made.sinks, types }, document);
  const problems = [...timesOf(settings), ...accountsOf(settings, [...types.keys()]), ...made.problems, ...rights.problems];
  const sinks = [...made.sinks.values()].filter((sink) => !variablesOf(settings.sinks[sink.name]!).some(({ variable }) => missing.has(variable)));
  return { problems, file: founded ? { document, settings, sinks, mapping: rights.mapping, warnings: warningsOf(settings, rights.mapping) } : undefined };
}

const unset = (missing: ReadonlyMap<string, string>): readonly string[] =>
  (missing.size ? [`these variables of the environment are not set: ${[...missing].map(([name, use]) => `${name} (${use})`).join(', ')}`] : []);

/**
 * Looks a bridge's file over, with all that it names in the environment.
 *
 * @param name as the file is called in messages
 * @throws WrongFile when it is no JSON
 */
export function examineBridgeFile(text: string, name: string, surroundings: Surroundings): Examined {
  const document = documentOf(text, name);
  const secrets = writtenSecrets(document);
  const repeated = document.repeated.map((path): Problem => ({ path, message: `"${String(path.at(-1))}" is here twice, and only one of them would count. Write it once.` }));
  const { issues = [] } = v.safeParse(schema, document.value);
  const shape = [...secrets, ...repeated, ...shapeProblems(document, issues, secrets)];
  const missing = missingVariables(needsOf(document.value), surroundings.environ);
  const meaning = meaningOf(document, issues, missing, surroundings);
  return {
    name, document,
    problems: [...shape, ...unsaid(meaning?.problems ?? [], shape)],
    missing,
    environment: [...unset(missing), ...unfitSecrets(surroundings.environ)],
    usable: meaning?.file && { name, ...meaning.file },
  };
}

/**
 * Reads the text of a bridge's file. Everything that is wrong with it, and with the variables that it names, is told at
 * once.
 *
 * @param file as it is called in messages
 * @throws WrongFile with lines of `file:line:column: what is wrong. What to write.`, then what is wrong with the
 *   variables of the environment
 */
export const parseBridgeFile = (text: string, file: string, surroundings: Surroundings): BridgeFile => demandUsable(examineBridgeFile(text, file, surroundings));

/** The file, if nothing is wrong with it. Throws as {@link parseBridgeFile} does. */
export function demandUsable({ name, document, problems, environment, usable }: Examined): BridgeFile {
  if (problems.length || environment.length || !usable) throw wrongFile(name, document, problems, environment);
  return usable;
}

const troubles: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Write one, or name it with --file', EISDIR: 'it is a folder', EACCES: 'it may not be read',
};

/** The text of a bridge's file. Throws WrongFile where there is none. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new WrongFile(`${file}: ${troubles[code] ?? message}`, { cause: error });
  }
}

/** Reads a bridge's file. Throws as {@link parseBridgeFile} does, and where there is none. */
export const readBridgeFile = (file: string, surroundings: Surroundings): BridgeFile => parseBridgeFile(textOf(file), file, surroundings);
