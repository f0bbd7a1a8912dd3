/**
 * Runs at most `most` tasks at once; further ones wait for their turn, first come first served.
 * Here rather than from a package because it is a few bytes of a page's budget.
 */
export function createLimit(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => { waiting.push(resolve); });
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
