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

/** Tells whether at least half of the element is on screen, each time that changes. */
export function whenHalfSeen(element: Element, tell: (seen: boolean) => void): () => void {
  const observer = new IntersectionObserver((sightings) => {
    tell((sightings.at(-1)?.intersectionRatio ?? 0) >= 0.5);
  }, { threshold: 0.5 });
  observer.observe(element);
  return () => { observer.disconnect(); };
}
