import type { Counter, Histogram, Registry } from 'prom-client';
import type { Counters, Metrics, Timers } from './metrics.js';

type Client = typeof import('prom-client');

type Described<Names extends string> = Readonly<Record<Names, readonly [help: string, labels: readonly string[]]>>;

const counters: Described<keyof Counters> = {
  requests: ['Answers, by the first word of the path.', ['route', 'method', 'status']],
  verdicts: ['Verdicts given, by where they came from; stale: a grant that stood in for an answer.', ['from', 'verdict']],
  answers: ['Answers of the sources.', ['source', 'verdict']],
  cache_failures: ['Calls to the shared cache that failed or took too long.', []],
  limited: ['Requests beyond a limit.', ['limit']],
  invalidations: ['Times that something was forgotten.', []],
  crawlers: ['Releases to verified crawlers of search engines.', ['engine']],
};

const timers: Described<keyof Timers> = {
  request: ['Seconds from request to answer, without the time that its body takes to send.', ['route']],
  source: ['Seconds that a source took to answer.', ['source']],
};

const buckets = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The guard's figures in Prometheus' format. */
export interface PrometheusMetrics extends Metrics {
  readonly registry: Registry;
}

/**
 * The guard's metrics in a registry of prom-client: `cleeng_gate_requests_total`, `cleeng_gate_verdicts_total`,
 * `cleeng_gate_answers_total`, `cleeng_gate_cache_failures_total`, `cleeng_gate_limited_total`,
 * `cleeng_gate_invalidations_total`, `cleeng_gate_crawlers_total`, `cleeng_gate_request_seconds`,
 * `cleeng_gate_source_seconds`.
 *
 * @param client what `import * as client from 'prom-client'` gives
 * @param registry default a new one, with the process's own figures
 */
export function prometheusMetrics(client: Pick<Client, 'Counter' | 'Histogram' | 'Registry' | 'collectDefaultMetrics'>, registry?: Registry): PrometheusMetrics {
  const register = registry ?? new client.Registry();
  if (!registry) client.collectDefaultMetrics({ register });
  const registers = [register];
  const made = <Name extends string, One>(all: Described<Name>, make: (name: Name, help: string, labelNames: string[]) => One): Record<Name, One> =>
    Object.fromEntries(Object.entries<readonly [string, readonly string[]]>(all).map(([name, [help, labels]]) => [name, make(name as Name, help, [...labels])])) as Record<Name, One>;
  const counts = made<keyof Counters, Counter>(counters, (name, help, labelNames) => new client.Counter({ name: `cleeng_gate_${name}_total`, help, labelNames, registers }));
  const times = made<keyof Timers, Histogram>(timers, (name, help, labelNames) => new client.Histogram({ name: `cleeng_gate_${name}_seconds`, help, labelNames, buckets, registers }));
  return {
    registry: register,
    count: (name, labels) => { counts[name].inc(labels as Record<string, string>); },
    time: (name, seconds, labels) => { times[name].observe(labels as Record<string, string>, seconds); },
  };
}

/** Answers `GET /metrics` with what the registry holds, for a port that only the machine or its scraper reaches. */
export const metricsHandler = (registry: Registry) => async (request: Request): Promise<Response> => {
  if (new URL(request.url).pathname !== '/metrics') return new Response(null, { status: 404 });
  return new Response(await registry.metrics(), { headers: { 'Content-Type': registry.contentType } });
};
