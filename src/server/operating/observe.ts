import type { Clock } from '../../mediastore/clock.js';
import type { Log } from '../../wire/log.js';
import type { Metrics } from './metrics.js';
import type { Reply } from '../answering/reply.js';
import type { Timing } from './timing.js';

interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics | undefined;
}

/** What is told of one answer. */
export interface Answered {
  readonly request: Request;
  /** The route's word; undefined for none of ours. */
  readonly word: string | undefined;
  readonly reply: Reply;
  readonly timing: Timing;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Why it was refused, for the operator alone. */
  readonly why?: string | undefined;
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']);

/**
 * Tells the operator of an answer: one line, one count, and `Server-Timing` for whoever reads the answer. Neither
 * address nor path is told, since a path may bear a grant and an address is a person's.
 */
export function createObserver({ clock, log, metrics }: Surroundings) {
  return ({ request, word: route = 'other', reply, timing, since, why }: Answered): void => {
    const spent = timing.header();
    // On a refusal it would tell an asset that is not there from one that is not the reader's.
    if (spent && reply.status < 400) reply.headers['server-timing'] = spent;
    const ms = clock.now() - since;
    const method = methods.has(request.method) ? request.method : 'other';
    metrics?.count('requests', { route, method, status: String(reply.status) });
    metrics?.time('request', ms / 1000, { route });
    log('info', 'request', { route, method, status: reply.status, ms: Math.round(ms * 10) / 10, ...(why && { why }) });
  };
}

/** Milliseconds within which the same trouble is told once. */
const often = 10_000;

/** A log for what may go wrong thousands of times a second: each event is told once in ten seconds, with how many there were. */
export function createSparingLog(log: Log, clock: Clock): Log {
  const told = new Map<string, { at: number; since: number }>();
  return (level, event, fields) => {
    const key = JSON.stringify([event, fields]);
    const before = told.get(key);
    if (before && clock.now() - before.at < often) {
      before.since++;
      return;
    }
    if (told.size > 1000) told.clear();
    told.set(key, { at: clock.now(), since: 0 });
    log(level, event, { ...fields, ...(before?.since && { more: before.since }) });
  };
}
