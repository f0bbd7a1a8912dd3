import { createServer } from 'node:http';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { createGuard } from '../src/server/index.js';
import { toNodeListener } from '../src/server/node.js';
const answer = { responseData: { accessGranted: true, expiresAt: null }, errors: [] };
const constant = (): Response => Response.json(answer, { headers: { 'cache-control': 'private, no-store' } });
const body = JSON.stringify(answer);
const raw = (res: any) => { res.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'private, no-store', 'content-length': body.length }); res.end(body); };
const service = (jwks: any) => async (address: string): Promise<Response> => {
  if (address.endsWith('/jwks.json')) return Response.json(jwks);
  return Response.json(answer);
};
const make: any = {
  raw: () => (req: any, res: any) => raw(res),
  rawjose: (jwks: any) => { const keys = createLocalJWKSet(jwks); return (req: any, res: any) => { jwtVerify(req.headers.authorization.slice(7), keys, { algorithms: ['RS256'] }).then(() => raw(res)); }; },
  bare: () => toNodeListener(async () => constant()),
  jose: (jwks: any) => { const keys = createLocalJWKSet(jwks); return toNodeListener(async (request: Request) => { await jwtVerify(request.headers.get('authorization')!.slice(7), keys, { algorithms: ['RS256'] }); return constant(); }); },
  guard: (jwks: any) => toNodeListener(createGuard({ environment: 'sandbox', publisherId: '123456789', assets: {}, log: () => undefined, limits: { entitlements: 1e9 }, apiBase: 'http://mediastore.test', jwksUrl: 'http://mediastore.test/jwks.json', fetch: service(jwks) as any })),
};
process.once('message', ({ variant, jwks }: any) => {
  const server = createServer(make[variant](jwks)).listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as any).port }));
  process.on('message', (m: any) => { if (m === 'exit') process.exit(0); const { user, system } = process.cpuUsage(); process.send!({ cpu: (user + system) / 1e6 }); });
});
