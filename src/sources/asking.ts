import { readEntitlement } from '../mediastore/client.js';
import { MediaStoreError } from '../mediastore/errors.js';
import { isOfferId } from '../mediastore/offer-id.js';
import { failure, type Answer } from '../mediastore/request.js';
import { within } from './deadline.js';
import type { Upstream } from './options.js';
import type { Problem, Source, Statement, Subject } from './source.js';

/** Asks a service. May throw a `MediaStoreError`, or whatever an operator's own function throws. */
export type AskService = (subject: Subject, offerId: string, signal: AbortSignal) => Promise<Statement>;

/** Whose credential a 401 is about: the customer's token, or one of ours. */
export type Whose = 'unauthorized' | 'credentials';

function problemOf(error: unknown, whose: Whose): Problem {
  const told = error instanceof MediaStoreError && error.cause instanceof MediaStoreError ? error.cause : error;
  if (!(told instanceof MediaStoreError)) return { code: 'service' };
  const { code, status, retryAfter } = told;
  const details = { ...(status && { status }), ...(retryAfter !== undefined && { retryAfter }) };
  if (code === 'unauthorized') return { code: whose, ...details };
  return { code: code === 'refused' ? 'service' : code, ...details };
}

/**
 * What MediaStore, the Core API and a publisher's endpoint say in the same words. A refusal in no words of theirs,
 * such as a firewall's page, is somebody else's who stands in between.
 *
 * @param silence whether a refusal without any body is theirs too
 * @throws MediaStoreError when it is no verdict
 */
export function readStatement(answer: Answer, customerId: string, silence = false): Statement {
  if (!answer.json && !(silence && answer.text === '')) throw failure(answer);
  const { accessGranted, expiresAt, reason = 'not-entitled' } = readEntitlement(answer, customerId);
  return accessGranted ? { status: 'granted', expiresAt } : { status: 'denied', reason, expiresAt };
}

/**
 * What makes a source of a question: its deadline, its breaker, and that no failure rejects.
 *
 * @returns {@link Source.check}, which throws a TypeError for a customer or offer that cannot be one
 */
export function createCheck({ name, breaker, ...bounds }: Upstream, whose: Whose, ask: AskService): Source['check'] {
  return async (subject, offerId, { signal } = {}) => {
    if (!/^\d{1,20}$/.test(subject.customerId)) throw new TypeError('a customer id is 1 to 20 digits');
    if (!isOfferId(offerId)) throw new TypeError('an offer id is 1 to 64 letters, digits, _ and -');
    signal?.throwIfAborted();
    // A 429 is about whoever's credential was sent: the customer's, or ours and so everybody's.
    const said = await breaker.run(whose === 'unauthorized' ? subject.customerId : '', async () => {
      try {
        return await within({ ...bounds, signal }, async (both) => ask(subject, offerId, both));
      } catch (error) {
        signal?.throwIfAborted();
        return { status: 'unknown', problem: problemOf(error, whose) };
      }
    });
    return { source: name, ...said };
  };
}
