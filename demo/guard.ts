import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemClock, type Clock } from '../src/mediastore/clock.js';
import { generateMaster, readMasters, sealPage, type MastersOption } from '../src/sealed/index.js';
import { createGuard, type Guard, type OffersTable } from '../src/server/index.js';
import { folder } from '../src/server/node.js';
import type { Simulator } from '../src/simulator/index.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The paper's own guard: it asks the simulator as it would ask Cleeng, and hands out what lies in `premium`. */
export const createPaperGuard = (simulator: Simulator, masters: MastersOption, clock: Clock = systemClock): Guard => createGuard({
  environment: 'sandbox',
  publisherId: simulator.publisherId,
  apiBase: `http://mediastore.localhost${simulator.base}`,
  jwksUrl: `http://mediastore.localhost${simulator.base}/.well-known/jwks.json`,
  fetch: simulator.fetch,
  base: '/guard',
  content: folder(at('premium')),
  assets: JSON.parse(readFileSync(at('offers.json'), 'utf8')) as OffersTable,
  masters,
  clock,
  // The simulator's tokens name no issuer, which is known; other words are for those who try the demo.
  log: (level, event, fields) => { if (level === 'error') console.error(event, fields); },
});

/** The secret that the paper is sealed with, made anew at each start: nothing that it opens outlives the demo. */
export const createMasters = (): MastersOption => ({ e1: generateMaster() });

/** Seals the gates of a page as a publisher's build does, once for each text. */
export function createSealing(masters: MastersOption): (page: string, html: string) => Promise<string> {
  const sealed = new Map<string, Promise<string>>();
  const secrets = readMasters(masters);
  const seal = async (page: string, html: string): Promise<string> => (await sealPage(html, { page, masters: secrets })).html;
  return async (page, html) => {
    let done = sealed.get(html);
    if (!done) sealed.set(html, (done = seal(page, html)));
    return done;
  };
}
