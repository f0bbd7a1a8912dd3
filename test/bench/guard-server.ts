/**
 * One server of `npm run bench:guard`, in a process of its own so that it can be held to one core. Every variant
 * sits behind the same adapter and answers the same bytes, but `plain`, which has no adapter at all.
 */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { createGuard } from '../../src/server/index.js';
import { toNodeListener } from '../../src/server/node.js';

/** What the parent says once: which server to be, and the keys that sign its tokens. */
export interface Orders {
  readonly variant: 'bare' | 'jose' | 'guard' | 'plain';
  readonly jwks: JSONWebKeySet;
}

/** What the server tells when it is asked. */
export interface Report {
  readonly cpu: number;
  readonly upstream: number;
  readonly rss: number;
}

const answer = { responseData: { accessGranted: true, expiresAt: null }, errors: [] };
const constant = (): Response => Response.json(answer, { headers: { 'cache-control': 'private, no-store' } });

let upstream = 0;

/** MediaStore and the key server, as far as a guard asks them. */
const service = (jwks: JSONWebKeySet) => async (address: string): Promise<Response> => {
  if (address.endsWith('/jwks.json')) return Response.json(jwks);
  upstream++;
  // As far away as a service in the same country.
  await new Promise((resolve) => { setTimeout(resolve, 30); });
  return Response.json(answer);
};

const text = JSON.stringify(answer);
const headers = { 'content-type': 'application/json', 'cache-control': 'private, no-store', 'content-length': Buffer.byteLength(text) };

const listeners: Readonly<Record<Orders['variant'], (orders: Orders) => RequestListener>> = {
  bare: () => toNodeListener(async () => constant()),
  jose({ jwks }) {
    const keys = createLocalJWKSet(jwks);
    return toNodeListener(async (request) => {
      await jwtVerify(request.headers.get('authorization')!.slice(7), keys, { algorithms: ['RS256'] });
      return constant();
    });
  },
  /** The least that can be written by hand. */
  plain({ jwks }) {
    const keys = createLocalJWKSet(jwks);
    return (request, response) => {
      void jwtVerify(request.headers.authorization!.slice(7), keys, { algorithms: ['RS256'] }).then(() => response.writeHead(200, headers).end(text));
    };
  },
  guard: ({ jwks }) => toNodeListener(createGuard({
    environment: 'sandbox', publisherId: '123456789', assets: {}, log: () => undefined,
    // Nobody asks so often; the counting itself is part of the work that is measured.
    limits: { entitlements: 1e9 },
    apiBase: 'http://mediastore.test', jwksUrl: 'http://mediastore.test/jwks.json', fetch: service(jwks),
  })),
};

process.once('message', (orders: Orders) => {
  const server = createServer(listeners[orders.variant](orders)).listen(0, '127.0.0.1', () => {
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: (user + system) / 1e6, upstream, rss: process.memoryUsage.rss() } satisfies Report);
  });
});
