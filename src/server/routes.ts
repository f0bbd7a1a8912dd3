import { createContentRoute } from './content/content.js';
import { createEntitlementRoute } from './verdicts/entitlements.js';
import { createGrants } from './content/grants.js';
import { createHealthRoute } from './operating/health.js';
import { createKeyRoute } from './keys/keys.js';
import { createSparingLog } from './operating/observe.js';
import type { Settings } from './options.js';
import type { Route } from './answering/route.js';
import type { Shared } from './services.js';
import { createSessionRoute } from './tokens/session.js';
import { createWebhookRoute } from './verdicts/webhooks.js';

/** What a guard answers; a route for which nothing is configured does not exist. */
export function createRoutes(settings: Settings, { keys, verdicts }: Shared): Route[] {
  const { clock, log, assets, content, cookie, masters, onGranted, webhook, environment, publisherId } = settings;
  const { denyAssets, tagOffers, accessibleTags } = settings;
  const sparingly = createSparingLog(log, clock);
  const routes = [createEntitlementRoute({ verdicts, assets }), createHealthRoute({ ready: async () => keys.all(), verdicts })];
  if (cookie) routes.push(createSessionRoute(clock));
  if (webhook) routes.push(createWebhookRoute({ ...webhook, publisherId, verdicts, log: sparingly }));
  if (content) {
    const grants = createGrants({ clock, log, owner: `${environment} ${publisherId}`, masters });
    routes.push(createContentRoute({ assets, content, clock, onGranted, grants }));
  }
  if (masters) routes.push(createKeyRoute({ clock, log: sparingly, masters, denyAssets, tagOffers, accessibleTags }));
  return routes;
}
