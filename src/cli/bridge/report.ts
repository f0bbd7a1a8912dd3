import type { Refusal } from '../../bridge/clearance.js';
import type { BridgeFile } from './file/read.js';
import type { Place } from './flags.js';
import { webhookPath } from './front.js';
import { pairs } from './telling/table.js';
import { span } from './telling/times.js';

/** What runs, and where, as the command says at its start. */
export interface Report {
  readonly url: string;
  readonly webhooks: string;
  readonly metrics?: string;
  readonly environment: string;
  readonly publisherId: string;
  readonly sinks: Readonly<Record<string, string>>;
  readonly rights: number;
  readonly state: string;
  readonly horizon: number;
  readonly sweep: number;
  readonly recheck: number;
  readonly warnings: readonly string[];
}

const isLocal = (host: string): boolean => ['127.0.0.1', '::1', 'localhost'].includes(host);

/** An address without what could be a secret. */
const shownAddress = (address: string): string => {
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
};

export function reportOf({ settings, mapping, warnings }: BridgeFile, { data, database }: Place, host: string, refusals: readonly Refusal[], urls: { readonly url: string; readonly metrics?: string | undefined }): Report {
  const { environment, publisherId, sinks, horizon, sweep, recheck } = settings;
  return {
    url: urls.url, webhooks: `${urls.url}${webhookPath}`, ...(urls.metrics && { metrics: `${urls.metrics}/metrics` }),
    environment, publisherId, sinks: Object.fromEntries(Object.entries(sinks).map(([name, { type }]) => [name, type])),
    rights: mapping.rows.length, state: database === undefined ? data : shownAddress(database), horizon, sweep, recheck,
    warnings: [
      ...warnings,
      ...refusals.map(({ sink, why }) => `${sink} refuses, so it is told nothing and asked again each minute: ${why}`),
      ...(isLocal(host) ? [] : [`it can be reached from other machines on ${host}, without TLS; put a proxy in front that has it`]),
    ],
  };
}

/** The same for people. */
export function describeReport(report: Report): string {
  const { url, webhooks, metrics, environment, publisherId, sinks, rights, state, horizon, sweep, recheck, warnings } = report;
  return [
    pairs([
      ['Bridge', url], ['Publisher', `${publisherId}, ${environment}`], ['Webhooks', webhooks], ['Metrics', metrics],
      ['Tells', Object.entries(sinks).map(([name, type]) => (name === type ? name : `${name} (${type})`)).join(', ')],
      ['Rights', `${rights} in the mapping, valid ${span(horizon)} beyond what is known`],
      ['Sweeps', `every ${span(sweep)}; what no list shows is asked again after ${span(recheck)}`], ['State', state],
    ]),
    ...warnings.map((warning) => `Warning: ${warning}`), '', 'Ctrl+C ends it.',
  ].join('\n');
}
