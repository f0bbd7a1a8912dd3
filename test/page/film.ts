import type { Page } from 'puppeteer-core';

/** What a frame could show of a gate. */
export type Sight = 'premium' | 'prompt';

/** What was seen, from the first frame on; `early` while the gate had no final word. */
export interface Film {
  readonly seen: Sight[];
  readonly early: Sight[];
}

interface Camera {
  frames: number;
  readonly seen: Set<Sight>;
  readonly early: Set<Sight>;
}

/** Methods, because the compiler marks named functions with a name that no page knows. */
function record(): void {
  const camera = {
    frames: 0,
    seen: new Set<Sight>(),
    early: new Set<Sight>(),
    sees(element: Element | null | undefined): boolean { return element?.checkVisibility({ visibilityProperty: true }) ?? false; },
    judged(gate: Element | null): boolean { return gate?.matches(':is(:state(signed-out), :state(denied), :state(granted), :state(failed))') ?? false; },
    note(sight: Sight, gate: Element | null): void {
      camera.seen.add(sight);
      if (!camera.judged(gate)) camera.early.add(sight);
    },
    frame(): void {
      const gate = document.querySelector('cleeng-gate');
      if (camera.sees(document.getElementById('premium'))) camera.note('premium', gate);
      if (camera.sees(gate?.shadowRoot?.querySelector('[part=prompt]')) || camera.sees(gate?.querySelector('[slot=prompt]'))) camera.note('prompt', gate);
      camera.frames++;
      requestAnimationFrame(() => { camera.frame(); });
    },
  };
  Object.assign(globalThis, { camera });
  camera.frame();
}

/** Notes in every frame of the tab's next pages, from before their first script, what of the gate is seen. */
export async function film(tab: Page): Promise<void> {
  await tab.evaluateOnNewDocument(record);
}

/** Waits until this many frames have been shown. */
export async function frames(tab: Page, count: number): Promise<void> {
  await tab.waitForFunction((number) => (globalThis as unknown as { camera?: Camera }).camera!.frames >= number, {}, count);
}

/** What the film shows, with one frame more, so that the word that has just come has been painted. */
export const filmed = async (tab: Page): Promise<Film> =>
  tab.evaluate(async () => new Promise<Film>((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const { seen, early } = (globalThis as unknown as { camera: Camera }).camera;
      resolve({ seen: [...seen], early: [...early] });
    }));
  }));
