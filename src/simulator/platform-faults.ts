import type { Clock } from '../mediastore/clock.js';
import { faultyAnswer, wait } from './faults.js';

/** What goes wrong between the bridge and another platform. Without call, account or target it goes wrong for all. */
export interface PlatformFault<Call extends string = string> {
  /**
   * `lost-reply`: the platform does what it was asked to and the answer never arrives. `twice`: a proxy in between
   * sends the request twice and hands on the second answer. `latency` and `hang` strike before the platform does
   * anything. `status` is a refusal in the platform's own words.
   */
  readonly kind: 'latency' | 'hang' | 'reset' | 'lost-reply' | 'twice' | 'status' | 'json' | 'html' | 'empty' | 'large' | 'trickle' | 'redirect';
  readonly call?: Call;
  /** Whom the platform knows as this. */
  readonly account?: string;
  /** What the platform calls the thing: an offer, a product. */
  readonly target?: string;
  /** How often; for ever when left out. */
  readonly times?: number;
  /** Milliseconds, for `latency`, and between two bytes of `trickle`. */
  readonly ms?: number;
  /** For `status` and `json`. */
  readonly status?: number;
  /** For `status`. */
  readonly message?: string;
  /** Seconds, for `status`. */
  readonly retryAfter?: number;
  /** For `json`. */
  readonly body?: unknown;
}

/** What a request is about, as far as these faults care. */
export interface PlatformSubject<Call extends string> {
  readonly call: Call | undefined;
  readonly account?: string | undefined;
  readonly target?: string | undefined;
}

/** The faults in force at one platform. */
export interface PlatformFaults<Call extends string> {
  /** @returns takes it back */
  add(fault: PlatformFault<Call>): () => void;
  clear(): void;
  /**
   * Lets the fault that strikes this request, if one does, come between it and its answer. Rejects as `fetch` does
   * when the connection breaks or the caller gives up.
   *
   * @param about what the request is about, asked anew for each of two that were made of one
   */
  strike(about: PlatformSubject<Call>, signal: AbortSignal, answer: () => Promise<Response>): Promise<Response>;
}

/**
 * @param refuse a refusal in the platform's own shape
 */
export function createPlatformFaults<Call extends string>(clock: Clock, refuse: (status: number, message: string) => Response): PlatformFaults<Call> {
  const all = new Map<PlatformFault<Call>, number>();

  const take = ({ call, account, target }: PlatformSubject<Call>): PlatformFault<Call> | undefined => {
    for (const [fault, left] of all) {
      if (fault.call !== undefined && fault.call !== call) continue;
      if (fault.account !== undefined && fault.account !== account) continue;
      if (fault.target !== undefined && fault.target !== target) continue;
      if (left <= 1) all.delete(fault);
      else all.set(fault, left - 1);
      return fault;
    }
    return undefined;
  };
  const refusal = ({ status = 500, message = 'Something went wrong', retryAfter }: PlatformFault<Call>): Response => {
    const response = refuse(status, message);
    if (retryAfter !== undefined) response.headers.set('retry-after', String(retryAfter));
    return response;
  };

  return {
    add(fault) {
      const own = { ...fault };
      all.set(own, fault.times ?? Infinity);
      return () => void all.delete(own);
    },
    clear: () => { all.clear(); },
    async strike(about, signal, answer) {
      const fault = take(about);
      if (!fault) return answer();
      const { kind, call: _call, target: _target, ...rest } = fault;
      if (kind === 'latency' || kind === 'hang') {
        await wait(clock, kind === 'hang' ? Infinity : (fault.ms ?? 1000), signal);
        return answer();
      }
      if (kind === 'status') return refusal(fault);
      if (kind !== 'lost-reply' && kind !== 'twice') return faultyAnswer({ ...rest, kind }, clock, signal) ?? answer();
      const first = await answer();
      if (kind === 'twice') return answer();
      await first.body?.cancel();
      throw new TypeError('Failed to fetch');
    },
  };
}
