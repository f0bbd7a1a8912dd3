const units: readonly (readonly [string, number])[] = [['d', 86_400], ['h', 3600], ['min', 60], ['s', 1]];

/** A length of time for people: `3 d 2 h`, `5 min`, `40 s`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const first = units.findIndex(([, size]) => whole >= size);
  const [unit, size] = units[first] ?? ['s', 1];
  const [next, nextSize] = (size >= 3600 && units[first + 1]) || ['', Infinity];
  const rest = Math.floor((whole % size) / nextSize);
  return `${Math.floor(whole / size)} ${unit}${rest ? ` ${rest} ${next}` : ''}`;
}

/** A moment for people, in the same words on every machine: `2026-11-21 12:00 UTC`. */
export const moment = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** How long ago, or until when. */
export const relative = (seconds: number, now: number): string => (seconds > now ? `in ${span(seconds - now)}` : `${span(now - seconds)} ago`);
