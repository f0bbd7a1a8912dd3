import type { DenialReason } from '../../mediastore/types.js';

/** One of the tag's reasons, so that a gate can show why. */
export type RefusalCode =
  | DenialReason
  | 'no-token'
  | 'token-expired'
  | 'service'
  | 'malformed'
  | 'unsupported'
  | 'corrupt';

interface Details extends ErrorOptions {
  /** Seconds for `Retry-After`. */
  readonly retryAfter?: number | undefined;
  /** Why, in words for the operator's log that hold nothing of what was sent. */
  readonly why?: string;
  /** Headers of the answer by their names in small letters, such as `allow`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A request that is answered with less than what it asked for. Thrown anywhere in the guard, turned into a
 * Response in one place. Neither message, cause nor `why` reaches the caller.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** HTTP status. */
  readonly status: number;
  readonly code: RefusalCode;
  readonly retryAfter: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly why: string | undefined;

  constructor(status: number, code: RefusalCode, { retryAfter, why, headers = {}, ...options }: Details = {}) {
    super(`${status} ${code}`, options);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
    this.why = why;
    this.headers = headers;
  }
}
