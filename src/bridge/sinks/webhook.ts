import { own } from '../../mediastore/body.js';
import { systemClock } from '../../mediastore/clock.js';
import { readAddress } from '../../sources/options.js';
import { readSecret } from '../../sources/secret.js';
import type { CallOptions } from '../../sources/source.js';
import { signaturesOf } from '../../wire/signature.js';
import { SinkError, type Applied, type Right, type Sink } from '../sink.js';
import { assertion, createExchange, inspection, setback, type ExchangeOptions } from './exchange.js';
import { createLimit } from './limit.js';

export interface WebhookOptions extends Omit<ExchangeOptions, 'limit'> {
  /** As the mapping's rows call it; default `webhook`. */
  readonly name?: string | undefined;
  /** Where rights are posted to; https, or http on localhost for trying. */
  readonly url: string;
  /** At least 16 characters each. Two while one replaces the other: then each message bears two signatures. */
  readonly secrets: readonly string[];
  /** Calls in a second; default 20. */
  readonly perSecond?: number | false | undefined;
}

/** What is posted: all that is true of one right, and nothing to be added up. */
export interface RightMessage {
  /** Names the right for ever; whoever stores it stores it by this. */
  readonly key: string;
  readonly active: boolean;
  /** Whom the receiver knows the customer as. */
  readonly account: string;
  /** What the mapping calls the thing. */
  readonly target: string;
  /** RFC 3339. */
  readonly validFrom: string;
  /** RFC 3339; access ends here unless it is said again. Null is for ever. Of a right that is not active, when that was said. */
  readonly validUntil: string | null;
  /** When this was said. Of two messages about one key the later one counts, in whatever order they arrive. */
  readonly assertedAt: string;
  /** Cleeng's customer id. */
  readonly customerId: string;
  /** Cleeng's offer by which the customer has access. */
  readonly offerId: string;
  readonly transactionId?: string;
  readonly subscriptionId?: string;
  /** Two letters: where it was bought. */
  readonly country?: string;
  /** The mapping's row may say more, passed on as it stands there. */
  readonly data?: unknown;
}

/** The header that bears `sha256=<hex>`, one for each secret, with commas in between. */
export const signatureHeader = 'x-cleeng-gate-signature';

const instant = (ms: number): string => new Date(ms).toISOString();

function toMessage(right: Right, active: boolean, now: number): RightMessage {
  const { key, account, target, customerId, offerId, transactionId, subscriptionId, country, row, validFrom, validUntil } = right;
  const end = validUntil === null ? null : instant(validUntil * 1000);
  return {
    key, active, account, target, validFrom: instant(validFrom * 1000), validUntil: active ? end : instant(now), assertedAt: instant(now), customerId, offerId,
    ...(transactionId && { transactionId }), ...(subscriptionId && { subscriptionId }), ...(country && { country }),
    ...(row['data'] !== undefined && { data: row['data'] }),
  };
}

const facetOf = (row: Readonly<Record<string, unknown>>): unknown => own(row, 'facet');

function readRow(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const strange = Object.keys(row).find((field) => !['data', 'facet', 'lifetime'].includes(field));
  if (strange !== undefined) throw new TypeError(`${strange} is no field of a webhook row; there are data, facet and lifetime`);
  if (row['lifetime'] !== undefined && row['lifetime'] !== 'perpetual') throw new TypeError('lifetime takes "perpetual", or is left out');
  if (facetOf(row) !== undefined && typeof facetOf(row) !== 'string') throw new TypeError('facet takes a text that tells two rows of one target apart');
  return row;
}

function readSecrets(name: string, secrets: readonly string[]): readonly string[] {
  if (!secrets.length) throw new TypeError(`${name}: secrets is empty; without a signature anybody could give rights away`);
  for (const secret of secrets) if (readSecret(`${name}: secrets`, secret).length < 16) throw new TypeError(`${name}: secrets takes at least 16 characters each`);
  return secrets;
}

/**
 * For every system without a sink of its own: rights are posted as JSON ({@link RightMessage}), each time the whole of
 * one right, signed over the bytes of the body. A message may come twice, late, or after a newer one; the receiver
 * keeps the one with the latest `assertedAt` of each `key`, closes at `validUntil` by itself, and answers 2xx once it
 * is written. 409 says that it knows a newer one. 429 and 5xx are sent again, any other 4xx waits for a person.
 *
 * A webhook cannot be asked: `observe` always throws a {@link SinkError} `unobservable`. That a message was answered
 * 2xx is all that is ever known, which is why sweeps say everything again.
 *
 * @throws TypeError when an option cannot be used
 * @example <caption>A receiver checks the signature before it believes a word, and that the message is no old one.</caption>
 * import { createHmac, timingSafeEqual } from 'node:crypto';
 *
 * // @param body the bytes as they came, not JSON written anew
 * // @param header x-cleeng-gate-signature
 * export function isGenuine(body, header, secret, now = Date.now()) {
 *   const ours = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
 *   const signed = (header ?? '').split(',').map((one) => Buffer.from(one.trim()))
 *     .some((theirs) => theirs.length === ours.length && timingSafeEqual(theirs, ours));
 *   return signed && Math.abs(Date.parse(JSON.parse(body).assertedAt) - now) < 300_000;
 * }
 */
export function webhookSink(options: WebhookOptions): Sink {
  const { name = 'webhook', url, clock = systemClock, fetch, deadline, perSecond = 20 } = options;
  readAddress(`${name}: url`, url, false);
  const secrets = readSecrets(name, options.secrets);
  const exchange = createExchange({ fetch, clock, deadline, limit: createLimit(perSecond, clock) });

  const post = async (right: Right, active: boolean, call?: CallOptions): Promise<Applied> => assertion(async () => {
    const body = JSON.stringify(toMessage(right, active, clock.now()));
    const signatures = await signaturesOf(secrets, body);
    const { problem } = await exchange(url, {
      method: 'POST', body,
      headers: { 'Content-Type': 'application/json', [signatureHeader]: signatures.map((one) => `sha256=${one}`).join(',') },
    }, call);
    return problem ? setback(problem) : { outcome: 'applied', remoteId: right.key };
  });
  return {
    name,
    traits: { identity: 'client-id', revokesBy: 'message' },
    readRow,
    facet: (row) => (facetOf(row) as string | undefined) ?? '',
    // Whatever it answers to that, it is there.
    inspect: async (_, call) => inspection(async () => exchange(url, { method: 'HEAD' }, call).then(() => []), false),
    grant: async (right, call) => post(right, true, call),
    revoke: async (right, call) => post(right, false, call),
    observe: async () => Promise.reject(new SinkError({ code: 'unobservable', message: 'a webhook takes messages and cannot be asked what became of them' })),
  };
}
