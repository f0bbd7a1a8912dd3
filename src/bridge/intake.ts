import { createHash } from 'node:crypto';
import { own } from '../mediastore/body.js';
import { digits } from '../mediastore/token.js';
import { parseJson, readBytes } from '../wire/body.js';
import { concernOf, type Concern } from '../wire/delivery.js';
import type { Log } from '../wire/log.js';
import { createSignature, type Encoding } from '../wire/signature.js';
import type { BridgeStore } from './store.js';

/** What an intake is made of. */
export interface IntakeOptions {
  readonly store: Pick<BridgeStore, 'receive'>;
  /** Digits. A delivery about another publisher is kept and concerns nobody. */
  readonly publisherId: string;
  /** 16 to 64 bytes each; several while one replaces another. */
  readonly secrets: readonly string[];
  /** Header that bears the signature; default `x-cleeng-signature`, which Cleeng's pages do not name. */
  readonly header?: string | undefined;
  /** Default `hex`. */
  readonly encoding?: Encoding | undefined;
  /** Offers that the mapping names; default none. */
  readonly offers?: (() => readonly string[]) | undefined;
  /** Called when a customer has been marked, such as to wake a worker. What it throws is logged: the mark stands. */
  readonly onMark?: ((customerId: string) => unknown) | undefined;
  /** Called when an offer that the mapping names was changed, such as to read the mapping anew. */
  readonly onOffer?: ((offerId: string) => unknown) | undefined;
  readonly log: Log;
}

const largest = 65_536;
const minute = 60;
const soon = 5;

const answer = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status, headers: { 'cache-control': 'no-store', ...headers } });
const later = (seconds: number): Response => answer(503, { 'retry-after': String(seconds) });

const short = (offerId: string): string => offerId.split('_', 1)[0] ?? offerId;

/** A topic as it may stand in a row and a log, since strangers' deliveries are looked at too; undefined when there is none. */
const topicOf = (body: unknown): string | undefined => {
  const topic = own(body, 'topic');
  return typeof topic === 'string' ? topic.slice(0, 64).replaceAll(/[^\w.:-]/g, '?') : undefined;
};

const fits = (secret: string): boolean => {
  const { length } = new TextEncoder().encode(secret);
  return length >= 16 && length <= 64;
};

/** Why a delivery was refused, for an operator: which of the things that look alike from outside it was. */
function refusal(headers: Headers, header: string, signature: 'bad' | 'none'): { readonly reason: string; readonly others?: readonly string[] } {
  if (signature === 'bad') return { reason: 'none of our secrets made the signature: is the one that Cleeng signs with among them?' };
  if (headers.has(header)) return { reason: 'what the header holds is no signature in this encoding' };
  // Cleeng's pages do not name the header, so one that may be it helps.
  const others = [...headers.keys()].filter((name) => /sign|hmac|digest/i.test(name)).map((name) => name.slice(0, 64)).slice(0, 5);
  return { reason: 'the header is not there, so it is unsigned', ...(others.length && { others }) };
}

/**
 * Takes Cleeng's deliveries in. The signature is judged over the bytes as they came; then one transaction writes the
 * delivery to the inbox and marks its customer; only then Cleeng hears 204. What it says is not acted upon: a
 * delivery that comes twice, late or in another order is one more mark, and marks of one customer become one round.
 *
 * 401 is no signature at all, 400 no delivery, 413 too long, 405 no POST. 503 with `Retry-After` is to be sent again:
 * a signature that none of the secrets made, since that is how good deliveries look while a secret is replaced, and a
 * delivery that could not be written. One that names no customer is kept and warned about, since nobody is marked.
 */
export function createIntake(options: IntakeOptions): (request: Request) => Promise<Response> {
  const { store, publisherId, secrets, header = 'x-cleeng-signature', encoding = 'hex', offers = () => [], onMark, onOffer, log } = options;
  if (!secrets.length || !secrets.every(fits)) throw new TypeError('the intake needs a secret of 16 to 64 bytes; unsigned deliveries could be anybody\'s');
  const judge = createSignature(secrets, encoding);

  /** Lets somebody know of what is written already; by failing they cannot undo it. */
  const tell = (hear: ((id: string) => unknown) | undefined, id: string): void => {
    void Promise.resolve(id).then(hear).catch((error: unknown) => { log('error', 'delivery.unheard', { error: String(error) }); });
  };
  const concernIn = (topic: string, body: unknown): Concern => {
    const stranger = digits(own(body, 'broadcasterId')) !== publisherId;
    const concern = stranger ? undefined : concernOf(body);
    if (!concern) log('warn', stranger ? 'delivery.stranger' : 'delivery.nobody', { topic });
    return concern ?? {};
  };
  const tellOfOffer = (topic: string, offerId: string): void => {
    const mapped = offers().filter((one) => one === offerId || short(one) === offerId);
    if (!mapped.length) return;
    if (/deactivated|deleted/i.test(topic)) log('warn', 'offer.gone', { offerId, mapped });
    tell(onOffer, offerId);
  };
  const keep = async (topic: string, bytes: Uint8Array, body: unknown): Promise<Response> => {
    const { customerId, offerId } = concernIn(topic, body);
    try {
      await store.receive({ sha256: createHash('sha256').update(bytes).digest('hex'), topic, body: bytes }, customerId ?? null);
    } catch (error) {
      log('error', 'delivery.unwritten', { topic, error: error instanceof Error ? error.name : 'unknown' });
      return later(soon);
    }
    if (customerId) tell(onMark, customerId);
    if (offerId) tellOfOffer(topic, offerId);
    return answer(204);
  };

  return async (request) => {
    if (request.method !== 'POST') return answer(405, { allow: 'POST' });
    const bytes = await readBytes(request.body, largest);
    if (!bytes) return answer(413);
    const signature = await judge(request.headers.get(header), bytes);
    if (signature !== 'good') {
      log('warn', 'delivery.refused', { signature, header, ...refusal(request.headers, header, signature) });
      return signature === 'none' ? answer(401) : later(minute);
    }
    const body = parseJson(bytes);
    const topic = topicOf(body);
    return topic === undefined ? answer(400) : keep(topic, bytes, body);
  };
}
