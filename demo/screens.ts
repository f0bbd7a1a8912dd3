import { systemClock, type Clock } from '../src/mediastore/clock.js';
import { createKeys } from '../src/server/tokens/jwks.js';
import { verifyToken } from '../src/server/tokens/verify.js';
import type { Simulator } from '../src/simulator/index.js';
import { startBridge, type PaperBridge } from './bridge.js';

/** The paper's films on two other platforms, under `/screens/`. */
export interface Screens {
  handle(request: Request): Promise<Response>;
  /** Forgets both platforms, as the service has forgotten its customers. */
  reset(): Promise<void>;
}

interface Surroundings {
  readonly simulator: Simulator;
  readonly clock?: Clock | undefined;
}

const refuse = (status: number): Response => Response.json({ message: 'Not here.' }, { status });
const local = ['localhost', '127.0.0.1', '[::1]'];

/**
 * `POST tokens` gives a signed-in reader a token for each platform's player, `GET journal` says what the bridge has
 * done for that reader, `POST sweep` makes it look at everybody. Under `motto/` and `rights-manager/` are the
 * platforms as players see them, and under `webhooks` is where Cleeng posts.
 *
 * The bridge starts with the first reader who comes: it takes some seconds, which nobody else has to wait for.
 */
export function createScreens({ simulator, clock = systemClock }: Surroundings): Screens {
  const { publisherId } = simulator;
  const keys = createKeys({ url: `http://mediastore.localhost${simulator.base}/.well-known/jwks.json`, fetch: simulator.fetch, clock, log: () => undefined });
  let bridge: Promise<PaperBridge> | undefined;
  const seen = new Set<string>();

  const started = async ({ origin }: URL): Promise<PaperBridge> =>
    (bridge ??= startBridge({ simulator, clock, webhookUrl: `${origin}/screens/webhooks` }).catch((error: unknown) => {
      bridge = undefined;
      throw error;
    }));
  /** Who bears the token; null for nobody. */
  const readerOf = async (request: Request): Promise<string | null> => {
    const jwt = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
    return jwt ? verifyToken(jwt, { keys, clock, publisherId }).then(({ customerId }) => customerId, () => null) : null;
  };

  const tokens = async (reader: string, { motto, rights, look }: PaperBridge): Promise<Response> => {
    rights.addAccount(reader);
    // What was bought once, before the bridge ran, shows in no list: whoever comes is looked at.
    if (!seen.has(reader)) await look(reader);
    seen.add(reader);
    return Response.json({ 'motto': motto.userToken(reader), 'rights-manager': rights.signOn(reader) });
  };
  const forReaders: Readonly<Record<string, (reader: string, bridge: PaperBridge) => Promise<Response>>> = {
    'POST tokens': tokens,
    'GET journal': async (reader, { journal }) => Promise.resolve(Response.json(journal(reader))),
    'POST sweep': async (_, { sweep }) => sweep().then(() => new Response(null, { status: 204 })),
  };
  /** The side of each platform that players see; the side of its operators is nobody's business here. */
  const players = (url: URL, request: Request): ((bridge: PaperBridge) => Promise<Response>) | undefined => {
    const [, platform, path] = /^\/screens\/(motto|rights-manager)(\/(?:motto\.cda\.|rmg\/v1\/user\/).+)$/.exec(url.pathname) ?? [];
    if (!path) return undefined;
    const passed = new Request(new URL(path + url.search, url), request);
    return async ({ motto, rights }) => (platform === 'motto' ? motto : rights).fetch(passed);
  };

  return {
    async handle(request) {
      const url = new URL(request.url);
      if (!local.includes(url.hostname)) return refuse(403);
      const ask = players(url, request);
      if (ask) return bridge ? ask(await bridge) : refuse(404);
      if (url.pathname === '/screens/webhooks') return bridge ? (await bridge).intake(request) : refuse(404);
      const wish = forReaders[`${request.method} ${url.pathname.replace('/screens/', '')}`];
      const reader = wish && (await readerOf(request));
      if (!wish || !reader) return refuse(wish ? 401 : 404);
      return wish(reader, await started(url));
    },
    async reset() {
      const old = bridge;
      bridge = undefined;
      seen.clear();
      await old?.then(async ({ close }) => close());
    },
  };
}
