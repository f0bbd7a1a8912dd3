import type { Clock } from '../mediastore/clock.js';
import type { exchange, Fetch } from '../mediastore/request.js';
import type { Author } from './author.js';
import type { Settings } from './config.js';
import type { SessionKeeper } from './session.js';
import type { SafeStorage } from './storage.js';
import type { World } from './world.js';

interface Surroundings {
  readonly session: SessionKeeper;
  readonly settings: () => Settings | null | undefined;
  readonly storage: SafeStorage;
  readonly location: World['location'];
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly author: Author;
  // It is in the drop-in file already.
  readonly exchange: typeof exchange;
}

/** Where it stands for which token the guard has set its cookie: the token's end, and nothing else of it. */
const key = 'cleeng-gate:cookie';

const manners = { credentials: 'same-origin', keepalive: true } as const;

/**
 * Keeps the guard's cookie in step with the session, so that pages and media that the server sends know the reader:
 * `PUT {guard}/session` for each new token, `DELETE` once nobody is signed in. For a guard on the page's own origin only.
 */
export function keepCookie({ session, settings, storage, location, clock, fetch, author, exchange }: Surroundings): void {
  const step = async (): Promise<void> => {
    const { guard = '', guardCookie } = settings() ?? {};
    const who = session.who();
    if (!guard || guardCookie === 'false' || guardCookie === false || who === undefined || (who && !('jwt' in who))) return;
    if (!guard.startsWith(`${location?.origin ?? ''}/`)) return author('guard-cookie', guard);
    const end = who && !session.refused() ? String(who.claims.expiresAt) : null;
    if (end === storage.get(key)) return;
    const asked = who && end ? { method: 'PUT', headers: { Authorization: `Bearer ${who.jwt}` } } : { method: 'DELETE' };
    const { status } = await exchange(fetch, clock, `${guard}/session`, { ...asked, ...manners });
    if (status !== 204) return;
    if (end) storage.set(key, end);
    else storage.remove(key);
  };
  // One after the other, so that the last word of the session is the last that the guard hears.
  let last: Promise<void> = Promise.resolve();
  session.$session.subscribe(() => {
    last = last.then(step).catch(() => undefined);
  });
}
