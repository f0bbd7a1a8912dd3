import type { Answer } from './judge.js';

/** Figures of one phase. */
export interface Figures {
  readonly phase: string;
  answers: number;
  granted: number;
  denied: number;
  unauthorized: number;
  unknown: number;
  wrong: number;
  /** Seconds: the oldest grant that was given. */
  oldest: number;
  /** Seconds from the end of the fault to the last answer that still suffered; undefined before an end. */
  recovery: number;
  forged: number;
  webhooks: number;
}

/** What was seen, and what must not have been. */
export interface Report {
  readonly phases: readonly Figures[];
  readonly violations: readonly string[];
  begin(phase: string): void;
  /** The fault of this phase is over. */
  mended(at: number): void;
  note(answer: Answer, violation: string | undefined): void;
  /** @param keys whether keys could not be had */
  noteStranger(status: number, keys: boolean): void;
  noteDelivery(status: number): void;
}

/** Seconds beyond which a grant is no longer fresh. */
const fresh = 300;

export function createReport(): Report {
  const phases: Figures[] = [];
  const violations: string[] = [];
  let mendedAt: number | undefined;
  const now = (): Figures => phases.at(-1)!;
  const complain = (what: string): void => void violations.push(`${now().phase}: ${what}`);
  return {
    phases, violations,
    begin(phase) {
      mendedAt = undefined;
      phases.push({ phase, answers: 0, granted: 0, denied: 0, unauthorized: 0, unknown: 0, wrong: 0, oldest: 0, recovery: 0, forged: 0, webhooks: 0 });
    },
    mended(at) { mendedAt = at; },
    note({ said, age = 0, asked, told, customer, offer, guard, what }, violation) {
      const figures = now();
      figures.answers++;
      figures[said]++;
      if (said === 'granted') figures.oldest = Math.max(figures.oldest, age);
      const suffers = said === 'unknown' || (said === 'granted' && age > fresh);
      if (suffers && mendedAt !== undefined) figures.recovery = Math.max(figures.recovery, Math.round((asked - mendedAt) / 100) / 10);
      if (violation) complain(`${violation} (customer ${customer}, ${offer}, guard ${guard}, ${what}, asked at ${new Date(asked).toISOString()}, told ${told - asked} ms later)`);
    },
    noteStranger(status, keys) {
      now().forged++;
      if (status !== 401 && !(keys && status === 503)) complain(`a forged token was answered ${status}`);
    },
    noteDelivery(status) {
      now().webhooks++;
      if (status !== 204 && status !== 503) complain(`a webhook was answered ${status}`);
    },
  };
}
