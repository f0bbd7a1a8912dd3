import type { World } from '../../src/stores/world.js';
import type { Configuration } from '../../src/stores/config.js';
import { createStores } from '../../src/stores/create.js';
import type { Stores } from '../../src/stores/stores.js';
import { createTestClock, type TestClock } from '../clock.js';
import { createService, publisherId, type Service } from './service.js';

/** A `Storage` in memory; several tabs may share one. `broken` makes every touch throw, `full` every write. */
export class MemoryStorage {
  broken = false;
  full = false;
  readonly map = new Map<string, string>();
  #check(write = false): void {
    if (this.broken || (write && this.full)) throw new DOMException('no storage', write ? 'QuotaExceededError' : 'SecurityError');
  }
  getItem(key: string): string | null {
    this.#check();
    return this.map.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#check(true);
    this.map.set(key, value);
    Object.assign(this, { [key]: value });
  }
  removeItem(key: string): void {
    this.#check();
    this.map.delete(key);
    Reflect.deleteProperty(this, key);
  }
}

/** Web Locks for several tabs of one origin. */
export function createLocks(): World['locks'] {
  const queues = new Map<string, Promise<unknown>>();
  return {
    async request(name: string, work: () => Promise<unknown>) {
      const turn = (queues.get(name) ?? Promise.resolve()).then(work, work);
      queues.set(name, turn);
      return turn;
    },
  } as unknown as World['locks'];
}

export const authKey = `${publisherId}_CLEENG_AUTH_TOKEN`;
export const refreshKey = `${publisherId}_CLEENG_REFRESH_TOKEN`;

export interface TabOptions {
  clock?: TestClock;
  service?: Service;
  local?: MemoryStorage;
  session?: MemoryStorage;
  locks?: World['locks'] | null;
  widgets?: World['widgets'];
  readyState?: string;
}

/** One browser tab: stores over a fake page and a fake service, with time in the test's hands. */
export interface Tab {
  readonly stores: Stores;
  readonly clock: TestClock;
  readonly service: Service;
  readonly local: MemoryStorage;
  readonly session: MemoryStorage;
  readonly log: string[];
  readonly document: EventTarget & { visibilityState: string; prerendering: boolean; found: unknown; readyState: string };
  fire(type: string, init?: object): void;
  dispatch(type: string, detail: unknown): void;
  show(visible: boolean): void;
  configure(configuration?: Configuration): void;
  /** Listens to access and returns a reader of the word, or of the whole value. */
  watch(offerId: string): () => string;
  settle(): Promise<void>;
}

let tabs = 0;

export function createTab(options: TabOptions = {}): Tab {
  const serial = ++tabs;
  const clock = options.clock ?? createTestClock();
  // Parts that the stores load take real time.
  clock.watch(async () => {
    await Promise.all([import('../../src/stores/refresh.js'), import('../../src/stores/guard.js'), import('../../src/stores/advice.js'), import('../../src/stores/owned.js'), import('../../src/stores/content.js')]);
  });
  const service = options.service ?? createService(clock);
  const local = options.local ?? new MemoryStorage();
  const session = options.session ?? new MemoryStorage();
  const window = new EventTarget();
  const log: string[] = [];
  const document: Tab['document'] & { querySelector(): unknown } = Object.assign(new EventTarget(), {
    visibilityState: 'visible', prerendering: false, readyState: options.readyState ?? 'complete', found: null,
    querySelector: () => document.found,
  });
  const write = (level: string) => (...parts: unknown[]) => { log.push(`${level} ${parts.join(' ')}`); };
  const stores = createStores({
    clock, window,
    fetch: service.fetch,
    random: () => 0.5 + serial / 1e6,
    log: { error: write('error'), warn: write('warn') },
    document: document as unknown as Document,
    location: { origin: 'https://news.example', hostname: 'news.example', href: 'https://news.example/article' },
    localStorage: () => { if (local.broken) throw new DOMException('blocked', 'SecurityError'); return local as unknown as Storage; },
    sessionStorage: () => session as unknown as Storage,
    locks: options.locks === undefined ? createLocks() : (options.locks ?? undefined),
    widgets: options.widgets ?? (() => undefined),
    forgetKeys: () => { indexedDB.deleteDatabase('cleeng-gate'); },
  });
  return {
    stores, clock, service, local, session, log, document,
    fire: (type, init = {}) => { window.dispatchEvent(Object.assign(new Event(type), init)); },
    dispatch: (type, detail) => { window.dispatchEvent(new CustomEvent(type, { detail })); },
    show(visible) {
      document.visibilityState = visible ? 'visible' : 'hidden';
      document.dispatchEvent(new Event('visibilitychange'));
    },
    configure: (configuration) => { stores.configure({ environment: 'sandbox', publisherId, ...configuration }); },
    watch(offerId) {
      const $access = stores.accessTo(offerId);
      $access.listen(() => undefined);
      return () => [$access.value?.access, $access.value?.reason].filter(Boolean).join(' ');
    },
    settle: async () => clock.tick(0),
  };
}

/** A tab in which a customer is signed in as the SDK leaves it. */
export function signedIn(customer = '1', options: TabOptions = {}): Tab {
  const tab = createTab(options);
  const { jwt, refreshToken } = tab.service.issue(customer);
  tab.local.setItem(authKey, jwt);
  tab.local.setItem(refreshKey, refreshToken);
  tab.configure();
  return tab;
}
