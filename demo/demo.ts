import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../src/mediastore/clock.js';
import type { Simulator } from '../src/simulator/index.js';
import { createMasters, createPaperGuard, createSealing } from './guard.js';
import { createPages } from './pages.js';
import { createScreens } from './screens.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Paths of the simulator on the demo's own port; its `base` must be the first. */
const simulated = ['/mediastore', '/__simulator'];

/** Pages whose gates are sealed before they are served. */
const sealed = ['/articles/the-letter-in-the-wall.html'];

/** The drop-in file and what it loads from beside itself. */
const dropIn = (): Record<string, string> => Object.fromEntries<string>([
  ...readdirSync(at('../dist')).filter((name) => /^cleeng-[\w.-]+\.(js|css)$/.test(name)).map((name) => [`/${name}`, at(`../dist/${name}`)] as const),
  ['/labels/', at('../dist/labels')],
]);

export interface DemoOptions {
  readonly simulator: Simulator;
  /** The guard's time; the machine's own by default. */
  readonly clock?: Clock;
}

/**
 * The newspaper, the drop-in file, a guard, two platforms with a bridge to them, and a simulator, as one request
 * handler.
 *
 * @example
 * const handler = createDemo({ simulator: createSimulator({ base: '/mediastore' }) });
 * @throws Error when the drop-in file has not been built
 */
export function createDemo({ simulator, clock }: DemoOptions): (request: Request) => Promise<Response> {
  const missing = ['cleeng-gate.js', 'cleeng-gate.css'].filter((name) => !existsSync(at(`../dist/${name}`)));
  if (missing.length) throw new Error(`dist/${missing.join(' and dist/')} not found. Type: npm run build`);
  const masters = createMasters();
  const guard = createPaperGuard(simulator, masters, clock);
  const seal = createSealing(masters);
  const screens = createScreens({ simulator, clock });
  const pages = createPages({ '/': at('paper'), '/stage/': at('stage'), ...dropIn() });
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith('/screens/')) return screens.handle(request);
    if (pathname === '/__simulator/reset' && request.method === 'POST') await screens.reset();
    if (simulated.some((path) => pathname.startsWith(`${path}/`))) return simulator.fetch(request);
    if (pathname.startsWith('/guard/')) return guard(request);
    const page = await pages(request);
    if (!sealed.includes(pathname) || request.method !== 'GET' || !page.ok) return page;
    return new Response(await seal(pathname.slice(1), await page.text()), page);
  };
}
