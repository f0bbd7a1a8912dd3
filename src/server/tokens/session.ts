import type { Clock } from '../../mediastore/clock.js';
import { cookieName } from './credentials.js';
import { demandSameOrigin } from './origin.js';
import { Refusal } from '../answering/refusal.js';
import type { Reply } from '../answering/reply.js';
import type { Ask, Route } from '../answering/route.js';

/** Browsers drop a cookie whose name and value are longer than 4,096 bytes. */
const longest = 4096 - cookieName.length;

const withCookie = (value: string, seconds: number): Reply =>
  ({ status: 204, headers: { 'set-cookie': `${cookieName}=${value}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Lax` }, body: null });

/**
 * `PUT {base}/session` keeps the bearer token in a cookie, for as long as the token lasts, so that pages and media
 * that send no header are known; `DELETE {base}/session` forgets it. Only for pages of the guard's own origin.
 */
export function createSessionRoute(clock: Clock): Route {
  const put = async ({ caller }: Ask): Promise<Reply> => {
    const { jwt, expiresAt, by } = await caller();
    if (by !== 'bearer') throw new Refusal(401, 'no-token');
    if (jwt.length > longest) throw new Refusal(400, 'unsupported');
    return withCookie(jwt, Math.max(0, Math.floor(expiresAt - clock.now() / 1000)));
  };
  return {
    word: 'session',
    methods: ['PUT', 'DELETE'],
    shared: false,
    async answer(ask) {
      if (ask.rest) throw new Refusal(404, 'malformed');
      demandSameOrigin(ask.request, ask.url());
      return ask.request.method === 'PUT' ? put(ask) : withCookie('', 0);
    },
  };
}
