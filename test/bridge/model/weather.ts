/** How bad it gets. Each is a chance, 0 to 1, unless it says otherwise; far harsher than life. */
export interface Weather {
  /** Deliveries that never arrive, and that arrive twice. */
  readonly lost: number;
  readonly doubled: number;
  /** Milliseconds for which a delivery may be underway. */
  readonly delay: number;
  /** Changes of access of which no delivery tells, such as refunds and gifts. */
  readonly silent: number;
  /** For each call: that the process dies right before or right after it took effect. */
  readonly crash: number;
  /** For each call: that the process is frozen before it sends it, for longer than the lease. */
  readonly stall: number;
  /** For each write to a platform: the same, right before it is sent or right before it is noted down, so that it comes after newer ones. */
  readonly zombie: number;
  /** For each call to a platform: that it is done and the reply never comes. */
  readonly replyLost: number;
  /** The same: that it is underway until long after the caller has given up. */
  readonly late: number;
  /** For each question to Cleeng: that it fails. */
  readonly down: number;
}

export const calm: Weather = { lost: 0, doubled: 0, delay: 0, silent: 0, crash: 0, stall: 0, zombie: 0, replyLost: 0, late: 0, down: 0 };

/** Everything at once. */
export const foul: Weather = { lost: 0.05, doubled: 0.3, delay: 2 * 3_600_000, silent: 0.2, crash: 0.004, stall: 0.01, zombie: 0.02, replyLost: 0.05, late: 0.01, down: 0.02 };

/** No delivery is lost and nothing happens silently: what deliveries alone can keep true. */
export const told: Weather = { ...calm, doubled: 0.1, delay: 30_000, stall: 0.01, zombie: 0.15, replyLost: 0.01, down: 0.01 };

/** Processes die and replies are lost, but nothing comes late: notes must never say more than is known. */
export const deadly: Weather = { ...calm, doubled: 0.3, delay: 20 * 60_000, crash: 0.01, replyLost: 0.05, down: 0.02 };
