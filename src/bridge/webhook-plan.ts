import { isDeepStrictEqual } from 'node:util';
import { own } from '../mediastore/body.js';

/** Where deliveries of a topic go. Of others' endpoints nothing is understood but the address; all is kept as it was read. */
export interface Endpoint {
  readonly url: string;
  readonly [more: string]: unknown;
}

/** Endpoints by topic, as they were read. */
export type Subscribed = ReadonlyMap<string, readonly Endpoint[]>;

/**
 * What the bridge wants to hear of. Cleeng's pages document the first and those about offers; the spelling of the ones
 * about subscriptions was seen in code that uses them.
 */
export const bridgeTopics: readonly string[] = [
  'transactionCreated', 'subscriptionRenewed', 'subscriptionSwitched', 'subscriptionCanceled', 'subscriptionTerminated',
  'offerUpdated', 'offerDeactivated',
];

/** What is to be there in the end. */
export interface Wish {
  /** Where the bridge takes deliveries. */
  readonly url: string;
  readonly topics: readonly string[];
  /** 16 to 64 bytes. Cleeng never shows it again. */
  readonly secret: string;
  /** Writes the secret also where the bridge is subscribed already; whether it is another one cannot be read. */
  readonly renewSecret?: boolean;
  /** As Cleeng's pages describe it; without one a delivery that fails is never sent again. */
  readonly retryPolicy?: Readonly<Record<string, unknown>>;
  /** Secrets of others' endpoints by address, since they cannot be read and a write without them would drop them. */
  readonly otherSecrets?: ReadonlyMap<string, string>;
}

/** What is to happen to one topic. A write replaces all endpoints of the topic, hence the whole of both. */
export interface TopicChange {
  readonly topic: string;
  /** `blocked`: not to be written, for the reason given. */
  readonly change: 'none' | 'add' | 'update' | 'blocked';
  readonly before: readonly Endpoint[];
  readonly after: readonly Endpoint[];
  readonly reason?: string;
}

const hash = 'SHA256';

const ours = ({ url, secret, retryPolicy }: Wish): Endpoint => ({
  url, verification: { name: 'HMAC', options: { hashAlg: hash, sharedSecret: secret } }, ...(retryPolicy && { retryPolicy }),
});

const secretIn = (endpoint: Endpoint): unknown => own(own(own(endpoint, 'verification'), 'options'), 'sharedSecret');

/** A secret that is not shown, or shown as dots. */
const isHidden = (endpoint: Endpoint): boolean => {
  const verification = own(endpoint, 'verification');
  const secret = secretIn(endpoint);
  return Boolean(verification) && (typeof secret !== 'string' || /^[*•.x]+$/i.test(secret));
};

/** An endpoint with its secret put back, where the operator has told it. */
function restored(endpoint: Endpoint, secrets: Wish['otherSecrets']): Endpoint {
  const secret = secrets?.get(endpoint.url);
  if (secret === undefined || !isHidden(endpoint)) return endpoint;
  const verification = own(endpoint, 'verification') as object;
  return { ...endpoint, verification: { ...verification, options: { ...(own(verification, 'options') as object | undefined), sharedSecret: secret } } };
}

/** An address as it may be shown: what follows the path may hold a token. */
export const shownUrl = (url: string): string => {
  if (!URL.canParse(url)) return '(no address)';
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search && '?…'}`;
};

/** An endpoint as it reads to everybody, so that what was sent can be compared with what is read. */
export function withoutSecret(endpoint: Endpoint): Endpoint {
  const options = own(own(endpoint, 'verification'), 'options');
  if (secretIn(endpoint) === undefined) return endpoint;
  const { sharedSecret: _, ...rest } = options as Record<string, unknown>;
  return { ...endpoint, verification: { ...(endpoint['verification'] as object), options: rest } };
}

function changeOf(wish: Wish, topic: string, before: readonly Endpoint[]): TopicChange {
  const mine = before.filter(({ url }) => url === wish.url);
  const others = before.filter(({ url }) => url !== wish.url).map((endpoint) => restored(endpoint, wish.otherSecrets));
  const wanted = ours(wish);
  const [standing] = mine;
  const stands = mine.length === 1 && standing !== undefined && Boolean(own(standing, 'verification')) &&
    isDeepStrictEqual(standing['retryPolicy'] ?? undefined, wish.retryPolicy) && !wish.renewSecret;
  if (stands) return { topic, change: 'none', before, after: before };
  // What others have put into our entry, such as a filter, would keep deliveries from us, and goes.
  const after = [...others, wanted];
  const hidden = others.filter(isHidden);
  if (!hidden.length) return { topic, change: mine.length ? 'update' : 'add', before, after };
  const reason = `${hidden.map(({ url }) => shownUrl(url)).join(', ')} verifies by a secret that Cleeng does not show; a write without it would drop it`;
  return { topic, change: 'blocked', before, after: before, reason };
}

/**
 * What is to be written so that the bridge hears of each topic and everybody else goes on hearing as before. A topic
 * where somebody else's endpoint has a secret that cannot be read is not written at all, unless the wish holds it.
 *
 * @param current as it was read just now
 */
export const planWebhooks = (current: Subscribed, wish: Wish): TopicChange[] =>
  [...new Set(wish.topics)].map((topic) => changeOf(wish, topic, current.get(topic) ?? []));

const signs: Readonly<Record<TopicChange['change'], string>> = { add: '+', update: '~', none: ' ', blocked: ' ' };

/** A change in lines for a person: `+` comes, `~` is written anew, what has neither stays. No secret, nothing behind a `?`. */
export function describeChange({ topic, change, after, reason }: TopicChange): string[] {
  const lines = after.map((endpoint, index) => {
    const sign = index === after.length - 1 ? signs[change] : ' ';
    return `  ${sign} ${shownUrl(endpoint.url)}${own(endpoint, 'verification') ? ', signed' : ''}`;
  });
  return [`${topic}: ${change}${reason === undefined ? '' : `, ${reason}`}`, ...lines];
}
