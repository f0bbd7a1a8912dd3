/**
 * What the page's cost is to come down to, by the names that `run.ts` prints. Times are in those of a trivial Lit
 * element of the same round, heap and sizes in bytes. Where a figure has no aim here, it is there to be watched.
 */
export const aims = {
  sizes: { both: { brotli: 12_000 } },
  unlocked: { script: 2.2, layout: 1.6 },
  prompt: { script: 8 },
  heap: { unlocked: { perElement: 1000 } },
  requests: { 'one offer': 1 },
  frames: 2,
} as const;
