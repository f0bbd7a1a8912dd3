import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseOffers } from '../../../src/cli/guard/offers.js';
import { createGuard, type Guard } from '../../../src/server/index.js';
import { folder } from '../../../src/server/content/folder.js';
import type { CustomerName } from '../../../src/simulator/index.js';
import { configure } from './posts.js';
import type { WordPress } from './site.js';

/** What wp-config.php is to define, or nothing. */
export function setMasters(site: WordPress, masters: string | undefined): void {
  if (masters === undefined) rmSync(join(site.folder, 'masters'), { force: true });
  else writeFileSync(join(site.folder, 'masters'), masters);
}

/** The folder that WordPress writes guarded parts into. */
export const premiumOf = (site: WordPress): string => join(site.folder, 'premium');

/** What stands in it: every file, hidden ones too, but the lock. */
export const filesOf = (site: WordPress): string[] =>
  readdirSync(premiumOf(site), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== '.offers.lock').map(({ name }) => name).sort();

export const protect = async (site: WordPress, protection: string, more: object = {}): Promise<void> =>
  configure(site, { protection, guard: '/guard', content: premiumOf(site), ...more });

/** The guard as its command makes it, over the folder and table of now. */
export function guardOf(site: WordPress, masters?: string): Guard {
  const service = `http://mediastore.test${site.simulator.base}`;
  const [content, table] = [premiumOf(site), join(premiumOf(site), 'offers.json')];
  return createGuard({
    environment: 'sandbox', publisherId: site.simulator.publisherId, apiBase: service, jwksUrl: `${service}/.well-known/jwks.json`,
    fetch: site.simulator.fetch, log: () => undefined, masters,
    ...(masters === undefined && { content: folder(content, { except: [table] }), assets: parseOffers(readFileSync(table, 'utf8'), table) }),
  });
}

/** Asks a guard as a customer. */
export async function askAs(site: WordPress, guard: Guard, customer: CustomerName, path: string, init: RequestInit = {}): Promise<Response> {
  const { jwt } = await site.simulator.signIn(customer);
  return guard(new Request(`https://causeway.example/guard/${path}`, { ...init, headers: { Authorization: `Bearer ${jwt}` } }));
}

/** Attributes of the gates of a page, and the envelopes in them. */
export const srcsOf = (page: string): string[] => [...page.matchAll(/<cleeng-gate[^>]* src="([^"]*)"/g)].map(([, src]) => src!);
export const envelopesOf = (page: string): string[] =>
  [...page.matchAll(/<script type="application\/jose\+json">(.*?)<\/script><\/cleeng-gate>/g)].map(([, json]) => json!);
