import { generateMaster, readMasters, seal } from '../src/sealed/index.js';
import { createGuard } from '../src/server/index.js';
import type { Configuration } from '../src/stores/config.js';
import { monthly } from './gate.js';
import { onServer } from './on-server.js';
import { simulator } from './scene.js';

/** What only the guard hands out; no story has it in its page. */
const premium = `
  <p>Nobody had told them that a ferry was still to come. It came at dusk, with its lamps lit, <em>very</em> slowly.</p>`;

/** The name of the article, and where it lies sealed. */
export const asset = 'harbour.html';
export const sealed = '/sealed/harbour.jwe';

const masters = { e1: generateMaster() };
const service = `http://mediastore.test${simulator.base}`;

/** A real guard, on no network: it asks the service that all stories have. */
const guard = createGuard({
  environment: 'sandbox', publisherId: simulator.publisherId, apiBase: service, jwksUrl: `${service}/.well-known/jwks.json`,
  fetch: simulator.fetch, masters, log: () => undefined,
  assets: { [asset]: [monthly] },
  content: () => new Response(premium, { headers: { 'content-type': 'text/html; charset=utf-8' } }),
});

const seals = (async () => JSON.stringify(await seal(premium, { masters: readMasters(masters), asset, offers: [monthly] })))();

/** Configuration of a page that has the guard at `/guard`, and a sealed file beside it. */
export const guarded: Configuration = {
  guard: '/guard',
  async fetch(address, init) {
    const { pathname } = new URL(address);
    if (pathname.startsWith('/guard/')) return guard(onServer(address, init));
    return pathname === sealed ? new Response(await seals) : simulator.fetch(address, init);
  },
};

/** The same while the guard cannot find out. */
export const unanswered: Configuration = {
  ...guarded,
  fetch: async (address, init) => (new URL(address).pathname.startsWith('/guard/') ? Response.json({ code: 'service' }, { status: 503 }) : simulator.fetch(address, init)),
};
