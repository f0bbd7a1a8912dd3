import { hosts } from '../../mediastore/client.js';
import type { Environment } from '../../mediastore/types.js';
import type { Assets } from '../../server/content/assets.js';
import type { Flags } from './flags.js';
import type { Secrets } from './settings.js';

/** What is served, and where, as the command says at its start. */
export interface Report {
  readonly url: string;
  readonly metrics?: string;
  readonly environment: string;
  readonly publisherId: string;
  /** Addresses of what is asked. */
  readonly asks: readonly string[];
  readonly routes: readonly string[];
  readonly content?: string;
  readonly offers: readonly string[];
  readonly cache: string;
  readonly warnings: readonly string[];
}

const isLocal = (host: string): boolean => ['127.0.0.1', '::1', 'localhost'].includes(host);

function warningsOf({ host, content, cache, metricsHost, metricsPort }: Flags, { CLEENG_GATE_MASTERS, CLEENG_WEBHOOK_SECRETS }: Secrets, offers: Assets | undefined): string[] {
  return [
    !offers && 'no --offers: the guard answers about single offers and knows no asset',
    offers?.offers.length === 0 && 'the offers file lists nothing, so everything is 404',
    !isLocal(host) && `it can be reached from other machines on ${host}, without TLS; put a proxy in front that has it`,
    metricsPort !== undefined && !isLocal(metricsHost) && `figures can be read from other machines on ${metricsHost}`,
    content !== undefined && !CLEENG_GATE_MASTERS && 'no CLEENG_GATE_MASTERS: addresses of films stop opening when the guard restarts, and sealed content has no keys here',
    !CLEENG_WEBHOOK_SECRETS && 'no CLEENG_WEBHOOK_SECRETS: a refund shows after up to five minutes',
    cache === undefined && 'no --cache: verdicts are forgotten when the guard restarts',
  ].filter((warning) => warning !== false);
}

/** @param urls where guard and metrics listen */
export function reportOf(flags: Flags, secrets: Secrets, offers: Assets | undefined, urls: { url: string; metrics?: string | undefined }): Report {
  const { environment, publisherId, apiBase = hosts(environment as Environment)[0], content, cache } = flags;
  const { url, metrics } = urls;
  return {
    url: url + (flags.base ?? ''), ...(metrics && { metrics: `${metrics}/metrics` }),
    environment: environment!, publisherId: publisherId!,
    asks: [...(secrets.CLEENG_PUBLISHER_TOKEN ? ['Core API'] : []), `MediaStore at ${apiBase}`],
    routes: ['entitlements', 'session', 'health', ...(content ? ['content'] : []), ...(secrets.CLEENG_GATE_MASTERS ? ['keys'] : []), ...(secrets.CLEENG_WEBHOOK_SECRETS ? ['webhooks/cleeng'] : [])],
    ...(content && { content }), offers: offers?.offers ?? [],
    cache: cache === undefined ? 'memory' : new URL(cache).host,
    warnings: warningsOf(flags, secrets, offers),
  };
}

/** The same for people. */
export function describeReport({ url, metrics, environment, publisherId, asks, routes, content, offers, cache, warnings }: Report): string {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Guard', url], ['Publisher', `${publisherId}, ${environment}`], ['Asks', asks.join(', then ')],
    ['Answers', routes.map((route) => `/${route}`).join(' ')], ['Content', content], ['Offers', offers.join(' ') || undefined],
    ['Cache', cache], ['Metrics', metrics],
  ];
  const lines = rows.flatMap(([name, value]) => (value === undefined ? [] : [`${`${name}:`.padEnd(12)}${value}`]));
  return [...lines, ...warnings.map((warning) => `Warning:    ${warning}`), '', 'Ctrl+C ends it.'].join('\n');
}
