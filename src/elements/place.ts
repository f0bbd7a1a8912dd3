import type { CleengGate } from './cleeng-gate.js';
import type { Bringer, HardContent } from './hard.js';

/** What is shown of hard content, made when it is clear that it is wanted. */
export type Show = () => HTMLElement;

/** A place at the end of a gate for content that was brought; what goes is gone. */
export function createPlace(gate: CleengGate, { bring, forget }: Bringer): HardContent {
  let place: HTMLElement | undefined;
  return {
    bring,
    forget,
    get held() { return Boolean(place); },
    hold(content) { place = (content as Show)(); },
    open() { if (place && !place.parentNode) gate.append(place); },
    close() {
      place?.remove();
      URL.revokeObjectURL((place as HTMLImageElement | undefined)?.src ?? '');
      place = undefined;
    },
  };
}
