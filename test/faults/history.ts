/** When something was so: spans of time in milliseconds, the last one perhaps not at its end yet. */
export interface Spans {
  begin(at: number): void;
  end(at: number): void;
  /** For a moment. */
  touch(at: number): void;
  /** Whether it was so at any moment of this time. */
  during(from: number, to: number): boolean;
  /** Whether it was so at every moment of this time. */
  throughout(from: number, to: number): boolean;
  /** The last moment up to `at` at which it was so; undefined when it never was. */
  last(at: number): number | undefined;
}

export function createSpans(): Spans {
  const all: { from: number; to: number }[] = [];
  return {
    begin(at) { if (all.at(-1)?.to !== Infinity) all.push({ from: at, to: Infinity }); },
    end(at) {
      const last = all.at(-1);
      if (last?.to === Infinity) last.to = at;
    },
    touch(at) {
      const last = all.at(-1);
      if (last && last.to >= at - 1000) last.to = Math.max(last.to, at);
      else all.push({ from: at, to: at });
    },
    during: (from, to) => all.some((span) => span.from <= to && span.to >= from),
    throughout: (from, to) => all.some((span) => span.from <= from && span.to > to),
    last: (at) => all.filter(({ from }) => from <= at).map(({ to }) => Math.min(to, at)).at(-1),
  };
}
