import { thisPage } from '../src/stores/world.js';
import type { Simulator } from '../src/simulator/index.js';

let script: Promise<void> | undefined;

/** Runs the stand-in's script once: it watches the document for ever, as the real one does. */
async function load(simulator: Simulator): Promise<void> {
  const response = await simulator.fetch(new URL('/__simulator/widgets.js', location.origin));
  const element = Object.assign(document.createElement('script'), { textContent: await response.text() });
  document.head.append(element);
  element.remove();
}

const isSimulated = (address: string): boolean => /^\/(?:mediastore|__simulator)\//.test(new URL(address, location.origin).pathname);

/**
 * Puts the stand-in for Cleeng's hosted widgets on this page; its requests reach the simulator.
 * The returned function signs the reader out and lets requests go their own way again.
 */
export async function installWidgets(simulator: Simulator): Promise<() => void> {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    return isSimulated(request.url) ? simulator.fetch(request) : fetch(request);
  };
  await (script ??= load(simulator));
  return () => {
    void thisPage.widgets()?.logout?.();
    globalThis.fetch = fetch;
  };
}
