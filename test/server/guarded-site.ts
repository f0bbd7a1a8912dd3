import { createGuard, type Guard, type GuardOptions } from '../../src/server/index.js';
import { createTestClock, type TestClock } from '../clock.js';
import { createSite, type Site } from '../page/site.js';

/** A publisher's site with a guard at `/guard`, which asks the site's service, by one clock. */
export interface GuardedSite extends Site {
  readonly guard: Guard;
  readonly clock: TestClock;
}

/** Puts a guard onto a site at `/guard`, which asks the site's service. */
export function mountGuard(site: Site, options: Partial<GuardOptions> = {}): Guard {
  const service = `http://mediastore.test${site.simulator.base}`;
  const guard = createGuard({
    environment: 'sandbox', publisherId: site.simulator.publisherId, apiBase: service, jwksUrl: `${service}/.well-known/jwks.json`,
    fetch: site.simulator.fetch, log: () => undefined, ...options,
  });
  site.mount('/guard/', guard);
  return guard;
}

/** @param start milliseconds at which the clock stands, for pages that look at their own clock beside it */
export async function createGuardedSite(options: Partial<GuardOptions> = {}, start?: number): Promise<GuardedSite> {
  const clock = createTestClock(start);
  const site = await createSite({ clock });
  return Object.assign(site, { guard: mountGuard(site, { clock, ...options }), clock });
}
