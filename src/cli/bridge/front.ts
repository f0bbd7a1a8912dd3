import type { Health } from './health.js';
import { healthAnswer } from './health.js';

/** Where Cleeng posts to, below the bridge's address. */
export const webhookPath = '/webhooks/cleeng';

interface Surroundings {
  readonly intake: (request: Request) => Promise<Response>;
  readonly health: () => Promise<Health>;
  /** Hears how deliveries were answered. */
  readonly told: (status: number) => void;
}

/** What the public port answers: webhooks and health, and nothing else. */
export function createFront({ intake, health, told }: Surroundings): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/health' && ['GET', 'HEAD'].includes(request.method)) return healthAnswer(await health());
    if (pathname !== webhookPath) return new Response(null, { status: 404 });
    const answer = await intake(request);
    told(answer.status);
    return answer;
  };
}
