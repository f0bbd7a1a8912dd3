import { metricsHandler, prometheusMetrics } from '../../server/operating/prometheus.js';
import type { Metrics } from '../../server/operating/metrics.js';
import { serve, type Serving } from '../../server/node/serve.js';

/** Figures, and the server that shows them. */
export interface MetricsServer {
  readonly metrics: Metrics;
  readonly serving: Serving;
}

/**
 * Serves Prometheus' figures under `/metrics` on a port of their own.
 *
 * @throws Error without the package prom-client, or when the port is taken
 */
export async function serveMetrics(port: number, host: string): Promise<MetricsServer> {
  const client = await import('prom-client').catch((cause: unknown) => {
    throw new Error('--metrics-port needs the package prom-client: npm install prom-client', { cause });
  });
  const metrics = prometheusMetrics(client);
  const serving = await serve(metricsHandler(metrics.registry), { port, host, patience: 1000 }).catch((cause: unknown) => {
    throw new Error(`--metrics-port: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  return { metrics, serving };
}
