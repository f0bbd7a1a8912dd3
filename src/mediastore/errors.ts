import type { DenialReason } from './types.js';

/**
 * - `network`: no answer (offline, CORS, a blocker, a redirect, a reset; a browser does not tell them apart)
 * - `timeout`: no whole answer within the time given
 * - `unauthorized`: 401, the token was not accepted
 * - `refused`: a 4xx with a meaning, such as an offer that does not exist
 * - `service`: 429, 5xx, a page of HTML, an empty body
 * - `malformed`: JSON of a shape that the service does not speak, or an answer about somebody else
 */
export type MediaStoreErrorCode = 'network' | 'timeout' | 'unauthorized' | 'refused' | 'service' | 'malformed';

interface Details extends ErrorOptions {
  readonly status?: number | undefined;
  readonly retryAfter?: number | undefined;
  readonly reason?: DenialReason | undefined;
}

/** The one error of the MediaStore client. Its message never quotes a token, an address or a body. */
export class MediaStoreError extends Error {
  override readonly name = 'MediaStoreError';
  readonly code: MediaStoreErrorCode;
  /** HTTP status, when there was an answer. */
  readonly status: number | undefined;
  /** Seconds that the service asked to wait, at most 60; Infinity where nothing but a reader's wish is a reason to try again. */
  readonly retryAfter: number | undefined;
  /** What the refusal was about, when its text said so. */
  readonly reason: DenialReason | undefined;

  constructor(code: MediaStoreErrorCode, details: Details = {}) {
    super(`MediaStore: ${code}${details.status ? ` (${details.status})` : ''}`, details);
    this.code = code;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
    this.reason = details.reason;
  }
}
