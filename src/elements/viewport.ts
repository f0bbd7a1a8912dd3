import type { Clock } from '../mediastore/clock.js';

/** Calls `run` once, when the element comes near the viewport; the returned function gives up waiting. */
export function whenNear(element: Element, run: () => void): () => void {
  const observer = new IntersectionObserver((sightings) => {
    if (!sightings.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    run();
  }, { rootMargin: '50%' });
  observer.observe(element);
  return () => { observer.disconnect(); };
}

/** Calls `run` once at least half of the element was on screen for a second; the returned function gives up. */
export function whenSeen(element: Element, clock: Clock, run: () => void): () => void {
  let cancel: (() => void) | undefined;
  const end = (): void => {
    cancel?.();
    observer.disconnect();
  };
  const observer = new IntersectionObserver((sightings) => {
    cancel?.();
    const seen = (sightings.at(-1)?.intersectionRatio ?? 0) >= 0.5;
    cancel = seen ? clock.after(1000, () => { end(); run(); }) : undefined;
  }, { threshold: 0.5 });
  observer.observe(element);
  return end;
}
