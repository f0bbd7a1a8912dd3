import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Level } from '../../wire/log.js';
import { UsageError } from '../command.js';

/** What the command line says, each thing by its own type. */
export interface Flags {
  readonly port: number;
  readonly host: string;
  readonly content: string | undefined;
  readonly offers: string | undefined;
  readonly environment: string | undefined;
  readonly publisherId: string | undefined;
  readonly apiBase: string | undefined;
  readonly coreBase: string | undefined;
  readonly jwksUrl: string | undefined;
  readonly origins: readonly string[];
  readonly cache: string | undefined;
  readonly base: string | undefined;
  readonly trustProxy: number;
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
  readonly level: Level;
  readonly json: boolean;
}

const text = { type: 'string' } as const;

const options = {
  'port': { ...text, default: '8789' }, 'host': { ...text, default: '127.0.0.1' }, 'content': text, 'offers': text,
  'environment': text, 'publisher-id': text, 'api-base': text, 'core-base': text, 'jwks-url': text,
  'origin': { ...text, multiple: true, default: [] as string[] }, 'cache': text, 'base': text, 'trust-proxy': { ...text, default: '0' },
  'metrics-port': text, 'metrics-host': { ...text, default: '127.0.0.1' }, 'log': { ...text, default: 'info' }, 'json': { type: 'boolean', default: false },
} as const;

function number(flag: string, value: string, most: number): number {
  const read = /^\d+$/.test(value) ? Number(value) : NaN;
  if (Number.isNaN(read) || read > most) throw new UsageError(`--${flag} takes a number from 0 to ${most}, not "${value}"`);
  return read;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

const levels = ['debug', 'info', 'warn', 'error'] as const satisfies readonly Level[];

function level(value: string): Level {
  const found = levels.find((one) => one === value);
  if (!found) throw new UsageError(`--log takes debug, info, warn or error, not "${value}"`);
  return found;
}

/** @throws UsageError, or what `parseArgs` throws for a flag that there is none of */
export function readFlags(args: string[]): Flags {
  const { values } = parseArgs({ args, options });
  for (const name of ['environment', 'publisher-id'] as const) {
    if (!values[name]) throw new UsageError(`--${name} is missing; write ${name === 'environment' ? '--environment sandbox or --environment production' : "--publisher-id and the publisher's number in Cleeng"}`);
  }
  if (values.content !== undefined && values.offers === undefined) {
    throw new UsageError('--content needs --offers: a file that says which offers open which asset, such as { "news/*": ["S123456789_US"] }');
  }
  if (values.content !== undefined && !isFolder(values.content)) throw new UsageError(`--content takes a folder, and ${values.content} is none`);
  const { 'metrics-port': metricsPort } = values;
  return {
    host: values.host, content: values.content, offers: values.offers, environment: values.environment, publisherId: values['publisher-id'],
    apiBase: values['api-base'], coreBase: values['core-base'], jwksUrl: values['jwks-url'], cache: values.cache, base: values.base,
    port: number('port', values.port, 65_535), trustProxy: number('trust-proxy', values['trust-proxy'], 100),
    origins: values.origin.flatMap((one) => one.split(',')).map((one) => one.trim()),
    metricsPort: metricsPort === undefined ? undefined : number('metrics-port', metricsPort, 65_535),
    metricsHost: values['metrics-host'], level: level(values.log), json: values.json,
  };
}
