/** The other side of `npm run bench:bridge`, in a process of its own: Cleeng, Motto and Rights Manager with many customers. */
import { createMottoSimulator, type MottoSimulator } from '../../src/simulator/motto.js';
import { createSimulator } from '../../src/simulator/index.js';
import { createRightsManager } from '../../src/simulator/rmg.js';
import { rmgProducts } from '../../src/simulator/platforms.js';
import { serve } from '../../src/simulator/serve.js';

/** What the bench needs to know to speak to it. */
export interface Address {
  readonly port: number;
  readonly publisherId: string;
  readonly publisherToken: string;
  readonly motto: { readonly projectId: string; readonly token: string };
  readonly rmg: { readonly tenant: string; readonly operator: { readonly username: string; readonly password: string; readonly clientId: string } };
}

/** What it has seen since it was last asked. */
export interface Seen {
  readonly requests: number;
  /** Questions about access. */
  readonly checks: number;
  /** Rights that are open at Motto, and at Rights Manager; counted only when asked to. */
  readonly motto?: number;
  readonly rmg?: number;
}

const customers = Number(process.argv[2]);
const simulator = createSimulator();
const rmg = createRightsManager({ accessLife: 100_000 });
for (const product of rmgProducts) rmg.addProduct(product);
const ids = Array.from({ length: customers }, (_, index) => simulator.register(`reader-${index}@example.com`));
for (const id of ids) {
  simulator.grant(id, 'monthly');
  rmg.addAccount(String(id));
}
for (const { id } of Object.values(simulator.customers)) rmg.addAccount(String(id));

/** The simulator looks through all its rows for each list, which would be what is measured: many small ones instead. */
const mottos = Array.from({ length: Math.ceil(customers / 100) }, () => createMottoSimulator());
const mottoOf = (user: string): MottoSimulator => mottos[Number(user) % mottos.length]!;
const anyMotto = mottos[0]!;

let [requests, checks] = [0, 0];
/** Forgets the logs of the simulators, which keep every request. */
const forget = (): void => {
  for (const { requests: log } of [simulator, rmg, ...mottos]) (log as unknown[]).length = 0;
};

const server = await serve(async (request) => {
  const url = new URL(request.url);
  if (++requests % 10_000 === 0) forget();
  if (url.pathname.startsWith('/3.1/entitlements/')) checks++;
  const [prefix] = /^\/(motto|rmg)(?=\/)/.exec(url.pathname) ?? [];
  if (!prefix) return simulator.fetch(request);
  url.pathname = url.pathname.slice(prefix.length);
  const inner = new Request(url, request);
  if (prefix === '/rmg') return rmg.fetch(inner);
  const user = /user_id\D*(\d+)/.exec(decodeURIComponent(url.search))?.[1] ?? /"user_id":"(\d+)"/.exec(await inner.clone().text())?.[1];
  return (user === undefined ? anyMotto : mottoOf(user)).fetch(inner);
}, 0);

process.on('message', (count: boolean) => {
  const now = Date.now();
  process.send!({
    requests, checks,
    ...(count && {
      motto: mottos.reduce((sum, { entitlements }) => sum + entitlements.filter(({ expiration_time: end }) => end !== undefined && Date.parse(end) > now).length, 0),
      rmg: rmg.rows().filter(({ status }) => status === 'SUBSCRIBED').length,
    }),
  } satisfies Seen);
  [requests, checks] = [0, 0];
});
const { port } = server.address() as { port: number };
const { projectId, token } = anyMotto;
process.send!({
  port, publisherId: simulator.publisherId, publisherToken: simulator.publisherToken, motto: { projectId, token }, rmg: { tenant: rmg.tenant, operator: rmg.operator },
} satisfies Address);
