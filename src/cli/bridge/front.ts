import type { Clock } from '../../mediastore/clock.js';
import type { Health } from './health.js';
import { healthAnswer } from './health.js';

/** Where Cleeng posts to, below the bridge's address. */
export const webhookPath = '/webhooks/cleeng';

/** Milliseconds for which health that was told is told again: everybody may ask, and each answer counts whole tables. */
const remembered = 3000;

interface Surroundings {
  readonly clock: Clock;
  readonly intake: (request: Request) => Promise<Response>;
  readonly health: () => Promise<Health>;
  /** Hears how deliveries were answered. */
  readonly told: (status: number) => void;
}

/** What the public port answers: webhooks and health, and nothing else. */
export function createFront({ clock, intake, health, told }: Surroundings): (request: Request) => Promise<Response> {
  let last: { readonly health: Promise<Health>; readonly until: number } | undefined;
  const lately = async (): Promise<Health> => {
    if (!last || last.until <= clock.now()) last = { health: health(), until: clock.now() + remembered };
    return last.health;
  };
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/health' && ['GET', 'HEAD'].includes(request.method)) return healthAnswer(await lately());
    if (pathname !== webhookPath) return new Response(null, { status: 404 });
    const answer = await intake(request);
    told(answer.status);
    return answer;
  };
}
