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

const sights = new WeakMap<Element, (seen: boolean) => void>();
let half: IntersectionObserver | undefined;

/** One observer for all gates of a page; made when the first prompt is shown. */
const observer = (): IntersectionObserver =>
  (half ??= new IntersectionObserver((sightings) => {
    for (const { target, intersectionRatio } of sightings) sights.get(target)?.(intersectionRatio >= 0.5);
  }, { threshold: 0.5 }));

/** Calls `run` once at least half of the element was on screen for a second; the returned function gives up. */
export function whenSeen(element: Element, clock: Clock, run: () => void): () => void {
  let cancel: (() => void) | undefined;
  const end = (): void => {
    cancel?.();
    sights.delete(element);
    observer().unobserve(element);
  };
  sights.set(element, (seen) => {
    cancel?.();
    cancel = seen ? clock.after(1000, () => { end(); run(); }) : undefined;
  });
  observer().observe(element);
  return end;
}
