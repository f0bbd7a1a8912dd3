import { generateMaster, readMasters, seal } from '../../src/sealed/index.js';
import { createGuard, type Guard, type GuardOptions } from '../../src/server/index.js';
import { createSimulator, type CustomerName, type Simulator } from '../../src/simulator/index.js';
import { CleengGate } from '../../src/elements/cleeng-gate.js';
import { onServer } from '../../stories/on-server.js';
import { createTestClock } from '../clock.js';
import { authKey, createTab, refreshKey, type Tab } from '../stores/tab.js';
import type { Service } from '../stores/service.js';

/** The element under a name of its own, over stores that the test holds. */
class HardGate extends CleengGate {}
customElements.define('hard-gate', HardGate);

/** The offer that the customer `owner` has and `nobody` has not. */
export const offer = 'S100000001_DE';
export const canary = 'only-for-those-who-paid';

/** What stands between a page and its guard; undefined lets the request through. */
export type Fault = (path: string) => Response | Error | Promise<never> | undefined;

/** A page with hard gates, before a real guard over a simulated service. */
export interface HardScene {
  readonly tab: Tab;
  readonly simulator: Simulator;
  readonly guard: Guard;
  /** Requests as `METHOD path`, the service's own left out. */
  readonly requests: string[];
  /** What each of them answered, status and body. */
  readonly answers: string[];
  fault: Fault;
  /** Sees each request before it leaves. */
  watch: (url: URL, init: RequestInit) => void;
  /** Files that anybody may fetch, by path. */
  readonly files: Map<string, string>;
  signIn(customer: CustomerName, life?: number): Promise<void>;
  signOut(): void;
  put(html: string): CleengGate;
  /** Seals HTML, or bytes of another type, for the offer. */
  seal(content: string | Uint8Array, options?: Partial<Parameters<typeof seal>[1]>): Promise<string>;
  /** Lets the page and the guard work until it is so. */
  until(so: () => unknown): Promise<void>;
  /** Lets this many milliseconds pass, and everything that follows from it happen. */
  pass(ms: number): Promise<void>;
}

const masters = { e1: generateMaster() };
export const asset = 'news/one.html';
export const html = `<p class="lead" id="premium">${canary}</p>`;

/** @param before a scene that went before, in the same browser and at the same time */
export function createHardScene(options: Partial<GuardOptions> = {}, configuration: object = {}, before?: HardScene): HardScene {
  const clock = createTestClock(before?.tab.clock.now());
  const simulator = createSimulator({ clock });
  const guard = createGuard({
    environment: 'sandbox', publisherId: simulator.publisherId, apiBase: 'http://mediastore.test',
    jwksUrl: 'http://mediastore.test/.well-known/jwks.json', fetch: simulator.fetch, clock, masters,
    assets: { [asset]: [offer], 'news/two.html': ['P100000003_DE'] },
    content: (name) => (name.startsWith('news/') ? new Response(html, { headers: { 'content-type': 'text/html' } }) : null),
    log: () => undefined,
    ...options,
  });
  const [requests, answers, files] = [[] as string[], [] as string[], new Map<string, string>()];
  let open = 0;
  let stirred = 0;
  const reply = async (url: URL, init: RequestInit): Promise<Response> => {
    const path = url.pathname + url.search;
    const faulty = await scene.fault(path);
    if (faulty instanceof Error) throw faulty;
    if (faulty) return faulty;
    if (url.pathname.startsWith('/guard/')) return guard(onServer(url, { ...init, mode: 'same-origin' }));
    const file = files.get(url.pathname);
    return file === undefined ? new Response('', { status: 404 }) : new Response(file);
  };
  const fetch: Service['fetch'] = async (address, init) => {
    const url = new URL(address);
    if (/mediastore/.test(url.hostname)) return simulator.fetch(address, init);
    scene.watch(url, init);
    requests.push(`${init.method ?? 'GET'} ${url.pathname}${url.search}`);
    open++;
    stirred = 12;
    try {
      const response = await reply(url, init);
      answers.push(`${response.status} ${await response.clone().text()}`);
      return response;
    } finally {
      open--;
    }
  };
  const tab = createTab({ clock, service: { fetch } as Service });
  // Signatures, keys and streams take real time; and where nothing was asked for, nothing is under way.
  clock.watch(async () => {
    if (stirred-- <= 0) return;
    for (let turns = 0; turns < 3 || (open && turns < 30); turns++) await new Promise((resolve) => setTimeout(resolve, 2));
  });
  HardGate.stores = tab.stores;
  tab.configure({ guard: '/guard', apiBase: 'https://mediastoreapi-sandbox.cleeng.com', ...configuration });
  const scene: HardScene = {
    tab, simulator, guard, requests, answers, files,
    fault: () => undefined,
    watch: () => undefined,
    async signIn(customer, life) {
      const { jwt, refreshToken } = await simulator.signIn(customer, life === undefined ? undefined : { life });
      tab.local.setItem(authKey, jwt);
      tab.local.setItem(refreshKey, refreshToken);
    },
    signOut() {
      for (const key of [authKey, refreshKey]) tab.local.removeItem(key);
      tab.fire('storage', { key: authKey });
    },
    put(source) {
      const place = document.createElement('div');
      place.className = 'scene';
      document.body.append(place);
      place.innerHTML = source;
      return place.querySelector<CleengGate>('hard-gate')!;
    },
    async seal(content, more) {
      return JSON.stringify(await seal(content, { masters: readMasters(masters), asset, offers: [offer], ...more }));
    },
    async until(so) {
      for (let turns = 0; turns < 1000 && !so(); turns++) {
        stirred ||= 1;
        await clock.tick(0);
      }
      if (!so()) throw new Error(`It never came to this: ${String(so)}\n${requests.join('\n')}\n${answers.join('\n')}\n${tab.log.join('\n')}`);
    },
    pass: async (ms) => clock.tick(ms),
  };
  return scene;
}

/** A gate as the test sees it, in a word or two. */
export const wordOf = ({ access, reason }: CleengGate): string => [access, reason].filter(Boolean).join(' ');
