import { exportJWK, generateKeyPair, SignJWT, jwtVerify, createLocalJWKSet } from 'jose';
import { createGuard } from '../src/server/index.js';
import { toNodeListener } from '../src/server/node.js';
const { privateKey, publicKey } = await generateKeyPair('RS256');
const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256', use: 'sig', kid: 'bench' }] };
let serial = 0;
const issue = (c: number) => new SignJWT({ customerId: 700000000 + c, publisherId: 123456789, serial: serial++ }).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'bench' }).setExpirationTime('1h').sign(privateKey);
const answer = { responseData: { accessGranted: true, expiresAt: null }, errors: [] };
const constant = (): Response => Response.json(answer, { headers: { 'cache-control': 'private, no-store' } });
const service = async (address: string): Promise<Response> => address.endsWith('/jwks.json') ? Response.json(jwks) : Response.json(answer);
const guard = createGuard({ environment: 'sandbox', publisherId: '123456789', assets: {}, log: () => undefined, limits: { entitlements: 1e9 }, apiBase: 'http://mediastore.test', jwksUrl: 'http://mediastore.test/jwks.json', fetch: service as any });
const keys = createLocalJWKSet(jwks as any);
const handlers: any = { guard: toNodeListener(guard), bare: toNodeListener(async () => constant()), jose: toNodeListener(async (r: Request) => { await jwtVerify(r.headers.get('authorization')!.slice(7), keys, { algorithms: ['RS256'] }); return constant(); }) };
const socket = { remoteAddress: '127.0.0.1' };
const call = (listen: any, jwt: string, i: number) => new Promise<void>((resolve) => {
  const auth = ('Bearer ' + jwt);
  listen({ method: 'GET', url: `/entitlements/S1000000${10 + (i % 20)}_DE`, headers: { host: '127.0.0.1:1234', authorization: auth }, rawHeaders: ['Host', '127.0.0.1:1234', 'Connection', 'keep-alive', 'authorization', auth], socket },
    { once() {}, writeHead() {}, setHeader() {}, write() { return true; }, end() { resolve(); }, headersSent: false, destroyed: false });
});
const mode = process.argv[2] ?? 'warm';
const tokens = await Promise.all(Array.from({ length: 200 }, (_, c) => issue(c)));
for (let c = 0; c < 200; c++) for (let i = 0; i < 20; i++) await call(handlers.guard, tokens[c]!, i);
const N = 20000;
if (mode === 'warm') for (const name of (process.argv[3] ?? 'guard,bare').split(',')) {
  let best = Infinity;
  for (let r = 0; r < 8; r++) { const s = process.cpuUsage(); for (let i = 0; i < N; i++) await call(handlers[name], tokens[i % 200]!, i); const { user, system } = process.cpuUsage(s); best = Math.min(best, (user + system) / N); }
  console.log(name, best.toFixed(2));
} else for (const name of (process.argv[3] ?? 'guard,jose').split(',')) {
  let best = Infinity;
  for (let r = 0; r < 4; r++) { const un = await Promise.all(Array.from({ length: 2000 }, (_, n) => issue(n % 200))); const s = process.cpuUsage(); for (let b = 0; b < 2000; b += 50) await Promise.all(un.slice(b, b + 50).map((t, i) => call(handlers[name], t, i))); const { user, system } = process.cpuUsage(s); best = Math.min(best, (user + system) / 2000); }
  console.log(name, 'cold', best.toFixed(2));
}
process.exit(0);
