import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ParseArgsConfig } from 'node:util';
import type { Level } from '../../wire/log.js';
import { UsageError } from '../command.js';
import { databaseAddress, type Environ } from './file/secrets.js';

/** Where a bridge's file and state are, as every one of its commands takes it. */
export interface Place {
  readonly file: string;
  /** Folder of the state, and of what tells other processes how to reach a bridge that runs. */
  readonly data: string;
  /** Address of a PostgreSQL; undefined: the state is in the folder. */
  readonly database: string | undefined;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** Whether there is no state yet: no bridge has run on the folder. */
export const isNew = ({ data, database }: Place): boolean => database === undefined && !existsSync(join(data, 'data'));

/** Flags that every command takes. */
export const placeOptions = {
  file: { ...text, default: 'bridge.json' }, data: { ...text, default: './cleeng-bridge' }, database: text, json: flag, log: text,
} as const satisfies ParseArgsConfig['options'];

/** What the help of each says about them. */
export const placeHelp = `  --file <file>           default bridge.json
  --data <folder>         state of the bridge; default ./cleeng-bridge
  --database <address>    state in a PostgreSQL instead; default CLEENG_BRIDGE_DATABASE`;

/** @throws UsageError for an address that is none of a PostgreSQL's */
export function placeOf({ file, data, database: given }: { file: string; data: string; database?: string | undefined }, environ: Environ): Place {
  const database = given ?? (environ[databaseAddress] || undefined);
  if (database !== undefined && !/^postgres(ql)?:\/\//.test(database)) {
    throw new UsageError(`${given === undefined ? databaseAddress : '--database'} takes an address such as postgres://bridge@127.0.0.1/cleeng`);
  }
  return { file, data, database };
}

export function numberOf(name: string, value: string, most: number): number {
  const read = /^\d+$/.test(value) ? Number(value) : NaN;
  if (Number.isNaN(read) || read > most) throw new UsageError(`--${name} takes a number from 0 to ${most}, not "${value}"`);
  return read;
}

const levels: readonly Level[] = ['debug', 'info', 'warn', 'error'];

export function levelOf(value: string): Level {
  const found = levels.find((one) => one === value);
  if (!found) throw new UsageError(`--log takes debug, info, warn or error, not "${value}"`);
  return found;
}

const digits = /^\d{1,20}$/;

/** Cleeng's customer ids, as somebody typed them. */
export function customersOf(positionals: readonly string[]): readonly string[] {
  const wrong = positionals.find((one) => !digits.test(one));
  if (wrong !== undefined) throw new UsageError(`a customer is Cleeng's number of one, such as 702813501, not "${wrong.includes('@') ? 'an e-mail address' : wrong}"`);
  return positionals;
}
