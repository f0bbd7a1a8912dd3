import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { JWK } from 'jose';
import { readMasters, type Masters } from '../sealed/masters.js';
import type { Found } from '../sealing/files.js';
import { readOffersTable } from '../server/content/assets.js';
import { UsageError } from './command.js';

/** What `cleeng-gate seal` was asked for. */
export interface SealCall {
  readonly paths: readonly string[];
  readonly base: string | undefined;
  readonly masters: Masters;
  /** The offers of a whole file, none for one that was named and is for tags alone; undefined when it is not to be sealed. */
  readonly offersOf: (file: Pick<Found, 'name' | 'named'>) => readonly string[] | undefined;
  readonly tags: readonly string[];
  readonly tagOffers: Readonly<Record<string, readonly string[]>> | undefined;
  readonly accessibleTags: boolean;
  readonly partners: Readonly<Record<string, JWK>>;
  readonly gzip: boolean;
  readonly whole: boolean;
  readonly record: string | undefined;
  readonly check: boolean;
  readonly reseal: boolean;
  readonly json: boolean;
}

function mastersFrom(variable: string | undefined): Masters {
  if (!variable) throw new UsageError('CLEENG_GATE_MASTERS is not set; cleeng-gate keygen makes a master, and says where it belongs');
  try {
    return readMasters(variable);
  } catch (error) {
    throw new UsageError(`CLEENG_GATE_MASTERS is wrong; ${(error as Error).message}`);
  }
}

function readJson(option: string, path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    throw new UsageError(`${option} ${path} cannot be read as JSON: ${(error as Error).message}`);
  }
}

function table(option: string, path: string): Readonly<Record<string, readonly string[]>> {
  const json = readJson(option, path);
  try {
    readOffersTable(json);
    return json as Readonly<Record<string, readonly string[]>>;
  } catch (error) {
    throw new UsageError(`${option} ${path}: ${(error as Error).message}`);
  }
}

function tagTable(path: string): Readonly<Record<string, readonly string[]>> {
  const json = readJson('--tag-offers', path);
  const fine = typeof json === 'object' && json !== null && Object.values(json).every((offers) => Array.isArray(offers) && offers.length);
  if (!fine) throw new UsageError(`--tag-offers ${path} is no table of tags; write { "gold": ["S123456789_US"] }`);
  return json as Readonly<Record<string, readonly string[]>>;
}

function partnersFrom(pairs: readonly string[]): Readonly<Record<string, JWK>> {
  return Object.fromEntries(pairs.map((pair) => {
    const [, name, path] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (!name || !path) throw new UsageError(`--partner takes <name>=<file with a public JWK>, not "${pair}"`);
    return [name, readJson('--partner', path) as JWK];
  }));
}

const list = { type: 'string', multiple: true, default: [] as string[] } as const;
const flag = { type: 'boolean', default: false } as const;

/**
 * Reads the arguments and the secrets of the environment.
 *
 * @throws UsageError
 */
export function readSealCall(args: string[], env: NodeJS.ProcessEnv): SealCall {
  const { values, positionals: paths } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      offer: list, offers: { type: 'string' }, tag: list, 'tag-offers': { type: 'string' }, 'accessible-tags': flag, partner: list,
      gzip: flag, whole: flag, base: { type: 'string' }, record: { type: 'string', default: '.cleeng-seal.json' }, 'no-record': flag,
      check: flag, reseal: flag, json: flag,
    },
  });
  if (!paths.length) throw new UsageError('seal takes at least one file or folder');
  if (values.check && values.reseal) throw new UsageError('--check only looks, and --reseal writes; choose one');
  const assets = values.offers === undefined ? undefined : readOffersTable(table('--offers', values.offers));
  return {
    paths, base: values.base, masters: mastersFrom(env.CLEENG_GATE_MASTERS),
    offersOf: ({ name, named }) => assets?.offersOf(name) ?? (values.offer.length || (named && values.tag.length) ? values.offer : undefined),
    tags: values.tag, tagOffers: values['tag-offers'] === undefined ? undefined : tagTable(values['tag-offers']),
    accessibleTags: values['accessible-tags'], partners: partnersFrom(values.partner),
    gzip: values.gzip, whole: values.whole, record: values['no-record'] ? undefined : values.record,
    check: values.check, reseal: values.reseal, json: values.json,
  };
}
