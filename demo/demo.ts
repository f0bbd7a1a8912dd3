import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Simulator } from '../src/simulator/index.js';
import { createPages } from './pages.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const built = { '/cleeng-gate.js': at('../dist/cleeng-gate.js'), '/cleeng-gate.css': at('../dist/cleeng-gate.css') };

/** Paths of the simulator on the demo's own port; its `base` must be the first. */
const simulated = ['/mediastore', '/guard', '/__simulator'];

/**
 * The newspaper, the drop-in file and a simulator, as one request handler.
 *
 * @example
 * const handler = createDemo({ simulator: createSimulator({ base: '/mediastore' }) });
 * @throws Error when the drop-in file has not been built
 */
export function createDemo({ simulator }: { readonly simulator: Simulator }): (request: Request) => Promise<Response> {
  const missing = Object.keys(built).filter((path) => !existsSync(built[path as keyof typeof built]));
  if (missing.length) throw new Error(`dist${missing.join(' and dist')} not found. Type: npm run build`);
  const pages = createPages({ '/': at('paper'), '/stage/': at('stage'), ...built });
  return async (request) => {
    const { pathname } = new URL(request.url);
    return simulated.some((path) => pathname.startsWith(`${path}/`)) ? simulator.fetch(request) : pages(request);
  };
}
