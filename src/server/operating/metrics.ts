/** What is counted, and by which labels; label values come from small fixed sets, never from a request. */
export interface Counters {
  /** Answers. `route`: the first word of the path, `other` for none of ours. */
  readonly requests: { route: string; method: string; status: string };
  /** Questions to the cache. `from`: `memory`, `source`, `stale` (a grant that stood in), `failure` (just failed). */
  readonly verdicts: { from: string; verdict: 'granted' | 'denied' | 'unknown' };
  /** Answers of the sources. */
  readonly answers: { source: string; verdict: string };
  /** Calls to the shared cache that failed or took too long. */
  readonly cache_failures: Record<string, never>;
  readonly limited: { limit: string };
  readonly invalidations: Record<string, never>;
  /** Releases to search engines. */
  readonly crawlers: { engine: string };
}

/** What is timed, in seconds. */
export interface Timers {
  readonly request: { route: string };
  readonly source: { source: string };
}

/** Where figures go. The guard needs no more of a metrics library than this. */
export interface Metrics {
  count<Name extends keyof Counters>(name: Name, labels: Counters[Name]): void;
  /** @param seconds how long it took */
  time<Name extends keyof Timers>(name: Name, seconds: number, labels: Timers[Name]): void;
}
