/** What one part of a program puts in, and another reads in its own time. */
export interface Channel<T> {
  readonly put: (item: T) => void;
  readonly end: () => void;
  /** The reader is told after what was put in before. */
  readonly fail: (error: unknown) => void;
  /** Everything that was put in, until the end. For one reader. */
  read(): AsyncGenerator<T>;
}

export function channel<T>(): Channel<T> {
  const items: T[] = [];
  let over: { readonly error?: unknown } | undefined;
  let wake: () => void = () => undefined;
  return {
    put(item) { items.push(item); wake(); },
    end() { over ??= {}; wake(); },
    fail(error) { over ??= { error }; wake(); },
    async *read() {
      for (;;) {
        while (items.length) yield items.shift()!;
        if (over && 'error' in over) throw over.error;
        if (over) return;
        await new Promise<void>((resolve) => { wake = resolve; });
      }
    },
  };
}
