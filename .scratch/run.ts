import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
const [names = 'raw', secs = '2', rounds = '3', core = '3', cold] = process.argv.slice(2);
const { privateKey, publicKey } = await generateKeyPair('RS256');
const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256', use: 'sig', kid: 'bench' }] };
let serial = 0;
const issue = (c: number) => new SignJWT({ customerId: 700000000 + c, publisherId: 123456789, serial: serial++ }).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'bench' }).setExpirationTime('1h').sign(privateKey);
const tokens = await Promise.all(Array.from({ length: 200 }, (_, c) => issue(c)));
const req = (t: string, i: number) => ({ path: `/entitlements/S1000000${10 + (i % 20)}_DE`, headers: { authorization: `Bearer ${t}` } });
const warm = tokens.flatMap((t, c) => Array.from({ length: 20 }, (_, i) => req(t, i + c)));
const servers = await Promise.all(names.split(',').map(async (variant) => {
  const p = fork(new URL('server.mjs', import.meta.url).pathname, { execArgv: [...(process.env.NODE_ARGS?.split(' ') ?? [])] });
  spawnSync('taskset', ['-a', '-c', '-p', core, String(p.pid)]);
  p.send({ variant, jwks }); const [{ port }] = (await once(p, 'message')) as any; 
  const cpu = async () => { p.send('r'); return ((await once(p, 'message')) as any)[0].cpu; };
  const load = async (rs: any[], each = false) => {
    const before = await cpu(); let c = 0;
    const r = await autocannon({ url: `http://127.0.0.1:${port}`, connections: 64, pipelining: 1, setupClient(one: any) { const s = c++ % 64; one.setRequests(rs.filter((_, i) => i % 64 === s)); }, ...(each ? { amount: rs.length } : { duration: +secs }) } as any);
    if (r.non2xx || r.errors) throw new Error(`${variant} ${r.non2xx} ${r.errors}`);
    return ((await cpu()) - before) / r['2xx'] * 1e6;
  };
  return { variant, p, load };
}));
const res: Record<string, number[]> = {};
for (const s of servers) await s.load(warm, true);
for (let i = 0; i < +rounds; i++) for (const s of servers) {
  (res[s.variant] ??= []).push(await s.load(warm));
  if (cold) { const un = await Promise.all(Array.from({ length: 6400 }, async (_, n) => req(await issue(n % 200), n))); (res[s.variant + ' cold'] ??= []).push(await s.load(un, true)); }
}
for (const [n, v] of Object.entries(res)) console.log(n.padEnd(12), v.map((x) => x.toFixed(1)).join('  '), ' median', v.sort((a, b) => a - b)[Math.floor(v.length / 2)]!.toFixed(1));
for (const s of servers) s.p.send('exit');
