/** `node --import tsx demo/server-rendered/server.ts`: a newspaper drawn on the server, a guard and the simulated service on one port. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createGuard } from '../../src/server/index.js';
import { folder, serve } from '../../src/server/node.js';
import { createSimulator } from '../../src/simulator/index.js';
import { assets, createPaper } from './paper.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const port = Number(process.env.PORT ?? 5174);
const simulator = createSimulator({ base: '/mediastore' });
const service = `http://localhost:${port}${simulator.base}`;
const content = folder(at('../premium'));

const guard = createGuard({
  environment: 'sandbox', publisherId: simulator.publisherId, apiBase: service, jwksUrl: `${service}/.well-known/jwks.json`,
  fetch: simulator.fetch, assets, content,
});
const head = `
<link rel="stylesheet" href="/cleeng-gate.css">
<script type="module" async src="/cleeng-gate.js" data-environment="sandbox" data-publisher-id="${simulator.publisherId}"
  data-api-base="/mediastore" data-guard="/guard" data-guard-cookie></script>`;
const paper = createPaper({ guard, head });

/** The drop-in file and its parts, as `npm run build:cdn` leaves them. */
function published(path: string): Response | undefined {
  const file = /^\/(?:cleeng-[\w.-]+|labels\/[\w-]+)\.(?:js|css|json)$/.test(path) ? at(`../../dist${path}`) : '';
  const type = path.endsWith('.css') ? 'text/css' : path.endsWith('.json') ? 'application/json' : 'text/javascript';
  return file && existsSync(file) ? new Response(readFileSync(file), { headers: { 'Content-Type': type } }) : undefined;
}

/** Signs the reader in as one of the simulated customers, as a login page of the publisher's would. */
const login = `<!doctype html><title>Log in</title><button>Log in as owner@example.com</button><script type="module">
  document.querySelector('button').onclick = async () => {
    const body = JSON.stringify({ email: 'owner@example.com', password: 'simulate1', publisherId: '${simulator.publisherId}' });
    const { responseData } = await (await fetch('/mediastore/auths', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } })).json();
    localStorage.setItem('${simulator.publisherId}_CLEENG_AUTH_TOKEN', responseData.jwt);
    localStorage.setItem('${simulator.publisherId}_CLEENG_REFRESH_TOKEN', responseData.refreshToken);
    location.href = '/harbour';
  };
</script>`;

await serve(async (request, connection) => {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith('/guard/')) return guard(request, connection);
  if (pathname.startsWith(`${simulator.base}/`)) return simulator.fetch(request);
  if (pathname === '/login') return new Response(login, { headers: { 'Content-Type': 'text/html; charset=utf-8' } });
  return published(pathname) ?? paper(request);
}, { port, signals: true });
console.log(`Log in at http://localhost:${port}/login, then read http://localhost:${port}/harbour`);
