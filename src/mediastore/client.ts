import { complaint, finite, own, unwrap } from './body.js';
import type { Clock } from './clock.js';
import { grantsAccess } from './entitlement.js';
import { MediaStoreError } from './errors.js';
import { readOffer } from './offer.js';
import { refusalReason, saysOwned } from './refusal.js';
import { exchange, failure, type Answer, type Fetch } from './request.js';
import { looksLikeJwt } from './token.js';
import type { Entitlement, Environment, Offer, Tokens } from './types.js';

/** Where and with what the client speaks. */
export interface MediaStoreOptions {
  /** Base URL without a trailing slash, such as `https://mediastoreapi.cleeng.com`. */
  readonly base: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/** What may be asked. Each call throws a {@link MediaStoreError}, or the reason of an aborted signal. */
export interface MediaStore {
  /**
   * Whether the customer of this token may see the offer. `customerId` guards against another's answer.
   * `fresh` goes past the cache of a guard; MediaStore itself has none.
   */
  entitlement(offerId: string, jwt: string, customerId: string, signal?: AbortSignal, fresh?: boolean): Promise<Entitlement>;
  /** An offer at the visitor's price or, with a token and an e-mail, at the customer's. */
  offer(offerId: string, customer?: { jwt: string; email: string }, signal?: AbortSignal): Promise<Offer>;
  /** What a customer bought, in any state, as a body for `readOwnedOffers`. Lags behind the entitlement after a purchase. */
  owned(customerId: string, jwt: string, signal?: AbortSignal): Promise<object>;
  /** Trades a refresh token, once, for a new pair. */
  refresh(refreshToken: string, signal?: AbortSignal): Promise<Tokens>;
}

/** Documented hosts of an environment; the first is the default, the second the one older clients use. */
export const hosts = (environment: Environment): readonly [string, string] => {
  const suffix = environment === 'sandbox' ? '-sandbox' : '';
  return [`https://mediastoreapi${suffix}.cleeng.com`, `https://mediastore${suffix}.cleeng.com`];
};

/** What a question travels with. */
export interface Luggage {
  readonly jwt?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sent as JSON by POST; without one the request is a GET. */
  readonly body?: object | undefined;
}

/** Asks for a path below the base, its segments encoded already. */
export type Send = (path: string, luggage?: Luggage) => Promise<Answer>;

/** How questions to a service reach it. */
export const createSend = ({ base, fetch, clock }: MediaStoreOptions): Send => async (path, { jwt, signal, body } = {}) =>
  exchange(fetch, clock, `${base}/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      Accept: 'application/json',
      ...(body && { 'Content-Type': 'application/json' }),
      ...(jwt && { Authorization: `Bearer ${jwt}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });

const day = 86_400;

/**
 * Reads an answer about one offer; a guard's may come from its memory and then says how old it is.
 *
 * @throws MediaStoreError when it says neither yes nor no, speaks of somebody else, or is older than a day
 */
export function readEntitlement(answer: Answer, customerId: string): Entitlement {
  const { status, body } = answer;
  const accessGranted = grantsAccess(status, body);
  if (accessGranted === undefined) throw failure(answer);
  const said = own(unwrap(body), 'customerId') ?? customerId;
  if (said !== customerId && said !== Number(customerId)) throw new MediaStoreError('malformed', { status });
  const expiresAt = finite(own(unwrap(body), 'expiresAt'));
  const age = finite(own(unwrap(body), 'age')) ?? 0;
  if (age > day) throw new MediaStoreError('service', { status });
  if (accessGranted) return { accessGranted, expiresAt, age };
  const reason = refusalReason(complaint(body)) ?? (status === 404 ? 'unknown-offer' : 'not-entitled');
  return { accessGranted, expiresAt, reason };
}

function readTokens(answer: Answer): Tokens {
  const jwt = own(unwrap(answer.body), 'jwt');
  const refreshToken = own(unwrap(answer.body), 'refreshToken');
  if (looksLikeJwt(jwt) && typeof refreshToken === 'string') return { jwt, refreshToken };
  const refused = /expired or does not exist|missing or invalid/i.test(complaint(answer.body));
  throw refused ? new MediaStoreError('unauthorized', { status: answer.status }) : failure(answer);
}

const alreadyOwned = (offerId: string): Offer => ({
  offerId, title: null, url: null, price: null, currency: null, period: null, endsAt: null, trial: null, accessGranted: true,
});

/** A client of Cleeng's MediaStore API for one end user's questions; any runtime with web standards. */
export function createMediaStore(options: MediaStoreOptions): MediaStore {
  const ask = createSend(options);
  const send = async (path: string[], jwt?: string, signal?: AbortSignal, body?: object): Promise<Answer> =>
    ask(path.map(encodeURIComponent).join('/'), { jwt, signal, ...(body && { body }) });

  return {
    entitlement: async (offerId, jwt, customerId, signal) =>
      readEntitlement(await send(['entitlements', offerId], jwt, signal), customerId),

    async offer(offerId, customer, signal) {
      const path = ['offers', offerId, ...(customer ? ['customers', customer.email] : [])];
      const answer = await send(path, customer?.jwt, signal);
      if (saysOwned(complaint(answer.body))) return alreadyOwned(offerId);
      const offer = answer.status === 200 ? readOffer(answer.body) : null;
      if (offer) return offer;
      throw failure(answer);
    },

    async owned(customerId, jwt, signal) {
      const answer = await send(['customers', customerId, 'offers'], jwt, signal);
      if (answer.status === 200 && answer.json && answer.body) return answer.body;
      throw failure(answer);
    },

    refresh: async (refreshToken, signal) =>
      readTokens(await send(['auths', 'refresh_token'], undefined, signal, { refreshToken })),
  };
}
