import type { Storage } from 'unstorage';
import { hosts } from '../../mediastore/client.js';
import { systemClock } from '../../mediastore/clock.js';
import type { Environment } from '../../mediastore/types.js';
import { folder } from '../../server/content/folder.js';
import { createGuard, type Guard } from '../../server/guard.js';
import type { Log } from '../../wire/log.js';
import type { Metrics } from '../../server/operating/metrics.js';
import type { GuardOptions } from '../../server/options.js';
import { coreSource } from '../../sources/core.js';
import { mediaStoreSource } from '../../sources/mediastore.js';
import type { Source } from '../../sources/source.js';
import { UsageError } from '../command.js';
import type { Flags } from './flags.js';
import type { OffersFile } from './offers.js';

/** Variables of the environment that hold secrets; a command line can be read by everybody on the machine. */
export type Secrets = Readonly<Partial<Record<'CLEENG_PUBLISHER_TOKEN' | 'CLEENG_WEBHOOK_SECRETS' | 'CLEENG_GATE_MASTERS', string>>>;

/** What was opened for the guard before it is made. */
export interface Opened {
  readonly log: Log;
  readonly offers: OffersFile | undefined;
  readonly cache: Storage | undefined;
  readonly metrics: Metrics | undefined;
}

/** Where an operator wrote what `createGuard` calls by another name. */
const places: Readonly<Record<string, string>> = {
  environment: '--environment', publisherId: '--publisher-id', apiBase: '--api-base', jwksUrl: '--jwks-url', allowedOrigins: '--origin',
  base: '--base', trustProxy: '--trust-proxy', masters: 'CLEENG_GATE_MASTERS', webhook: 'CLEENG_WEBHOOK_SECRETS',
};

const inTheirWords = (message: string): string =>
  message
    .replace(/^createGuard: the option "(\w+)[^"]*"/, (whole, name: string) => places[name] ?? whole)
    .replace(/^coreSource: publisherToken/, 'CLEENG_PUBLISHER_TOKEN')
    .replace(/^(coreSource|mediaStoreSource): base/, (_, name: string) => (name === 'coreSource' ? '--core-base' : '--api-base'));

/** With a publisher token the Core API is asked first, and MediaStore where that could not find out. */
function sourcesOf({ environment, apiBase, coreBase }: Flags, { CLEENG_PUBLISHER_TOKEN: publisherToken }: Secrets): Source[] {
  if (!publisherToken) return [];
  const installation = environment as Environment;
  const core = coreBase ?? (apiBase && `${apiBase.replace(/\/+$/, '')}/3.1`);
  return [
    coreSource({ environment: installation, base: core, publisherToken, clock: systemClock }),
    mediaStoreSource({ environment: installation, base: apiBase ?? hosts(installation)[0], clock: systemClock }),
  ];
}

function optionsOf(flags: Flags, secrets: Secrets, { log, offers, cache, metrics }: Opened): GuardOptions {
  const { content, apiBase, jwksUrl, base } = flags;
  const { CLEENG_WEBHOOK_SECRETS: webhookSecrets, CLEENG_GATE_MASTERS: masters } = secrets;
  const sources = sourcesOf(flags, secrets);
  return {
    environment: flags.environment as Environment, publisherId: flags.publisherId!,
    allowedOrigins: flags.origins, trustProxy: flags.trustProxy, log,
    ...(apiBase && { apiBase }), ...(jwksUrl && { jwksUrl }), ...(base && { base }),
    ...(sources.length && { sources }), ...(cache && { cache }), ...(metrics && { metrics }), ...(masters && { masters }),
    ...(webhookSecrets && { webhook: { secrets: webhookSecrets.split(',').map((secret) => secret.trim()) } }),
    ...(offers && { assets: offers }), ...(content && { content: folder(content, { except: [flags.offers!] }) }),
  };
}

/**
 * Makes the guard that the command line describes.
 *
 * @throws UsageError that names the flag or variable that is wrong
 */
export function makeGuard(flags: Flags, secrets: Secrets, opened: Opened): Guard {
  try {
    return createGuard(optionsOf(flags, secrets, opened));
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(inTheirWords(error.message));
    throw error;
  }
}
