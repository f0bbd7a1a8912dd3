import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeListener, type Handler } from './listener.js';

export interface ServeOptions {
  /** Default 8789; 0 takes any that is free. */
  readonly port?: number;
  /** Default `127.0.0.1`, which this machine alone can reach. */
  readonly host?: string;
  /** Whether SIGTERM and SIGINT close it; default false. */
  readonly signals?: boolean;
  /** Milliseconds for which closing waits for answers under way; default 10,000. */
  readonly patience?: number;
}

/** A server that runs. */
export interface Serving {
  /** Such as `http://127.0.0.1:8789`. */
  readonly url: string;
  readonly server: Server;
  /** Takes no more requests, finishes the answers under way, then lets go of every connection. */
  close(): Promise<void>;
  /** Resolves once it is closed, by a signal or by `close`. */
  readonly closed: Promise<void>;
}

/** Longer than a load balancer keeps a connection that nothing happens on, so that it is never surprised. */
const keepAlive = 65_000;

const listen = async (server: Server, port: number, host: string): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? Object.assign(new Error(`port ${port} is taken on ${host}; choose another`), { code: error.code }) : error);
    });
    server.listen(port, host, () => { resolve(server.address() as AddressInfo); });
  });

const urlOf = ({ address, family, port }: AddressInfo): string => `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;

/** Ends at the first of the two signals; a second one ends the process as it would anyway. */
function closeOnSignals(close: () => Promise<void>): () => void {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const end = (): void => { void close(); };
  for (const signal of signals) process.once(signal, end);
  return () => { for (const signal of signals) process.off(signal, end); };
}

/**
 * Serves a handler, such as a guard, over HTTP.
 *
 * @throws Error that says so when the port is taken
 */
export async function serve(handler: Handler & { close?(): Promise<void> }, options: ServeOptions = {}): Promise<Serving> {
  const { port = 8789, host = '127.0.0.1', signals = false, patience = 10_000 } = options;
  const answer = toNodeListener(handler);
  let closing: Promise<void> | undefined;
  const server = createServer({ keepAliveTimeout: keepAlive, headersTimeout: 15_000, requestTimeout: 60_000 }, (incoming, outgoing) => {
    if (closing) outgoing.setHeader('Connection', 'close');
    // One that was under way when the closing began has promised to keep its connection.
    outgoing.once('finish', () => { if (closing) setImmediate(() => { server.closeIdleConnections(); }); });
    answer(incoming, outgoing);
  });
  const url = urlOf(await listen(server, port, host));

  const end = async (): Promise<void> => {
    forget();
    const cut = setTimeout(() => { server.closeAllConnections(); }, patience);
    await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
    clearTimeout(cut);
    await handler.close?.();
  };
  const close = async (): Promise<void> => (closing ??= end());
  const forget = signals ? closeOnSignals(close) : (): void => undefined;
  const closed = new Promise<void>((resolve) => { server.once('close', () => { void close().then(resolve); }); });
  return { url, server, close, closed };
}
