import { createMediaStore, createSend, readEntitlement, type MediaStore, type Send } from '../mediastore/client.js';
import type { Fetch } from '../mediastore/request.js';
import type { Settings } from './config.js';
import { createLimit } from './limit.js';
import type { World } from './world.js';

/** Who is asked, as the page has configured it. */
export interface Service {
  mediaStore(): MediaStore;
  /** The page's guard, and a way to what anybody may fetch. */
  guard(): { readonly base: string; readonly send: Send; readonly fetch: Fetch };
  /** At most six requests at once. */
  readonly limit: <T>(task: () => Promise<T>) => Promise<T>;
  /** The same for the question about one offer; a guard is asked about many at once, and limits its own requests. */
  readonly limitQuestion: <T>(task: () => Promise<T>) => Promise<T>;
  /** The configuration is another. */
  restart(): void;
}

/** MediaStore for everything, but for entitlements the guard where the page has one. */
export function createService({ clock, fetch: own }: World, settings: () => Settings | null | undefined): Service {
  const limit = createLimit(6);
  let client: MediaStore | undefined;

  const guarded = () => {
    const { guard: base = '', fetch = own } = settings() ?? {};
    return { base, send: createSend({ base, fetch, clock }), fetch };
  };
  const create = ({ apiBase: base = '', guard, fetch = own }: Partial<Settings>): MediaStore => {
    const mediaStore = createMediaStore({ base, fetch, clock });
    if (!guard) return mediaStore;
    let list: Promise<Pick<MediaStore, 'entitlement'>> | undefined;
    const load = async () => {
      const { createGuardList } = await import('./guard.js');
      return createGuardList({ send: guarded().send, read: readEntitlement, limit, clock });
    };
    return {
      ...mediaStore,
      async entitlement(...question) {
        list ??= load().catch((error: unknown) => {
          list = undefined;
          throw error;
        });
        return (await list).entitlement(...question);
      },
    };
  };
  return {
    mediaStore: () => (client ??= create(settings() ?? {})),
    guard: guarded,
    limit,
    limitQuestion: async (task) => (settings()?.guard ? task() : limit(task)),
    restart() { client = undefined; },
  };
}
