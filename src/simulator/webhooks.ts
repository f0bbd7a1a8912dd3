import { own } from '../mediastore/body.js';

/** Where deliveries of a topic go. What is not read here is kept as it came. */
export interface WebhookEndpoint {
  readonly url: string;
  readonly verification?: { readonly name?: string; readonly options?: { readonly hashAlg?: string; readonly sharedSecret?: string } };
  /** Deliveries that fail are sent again only with one. */
  readonly retryPolicy?: object;
  readonly [more: string]: unknown;
}

/** Who has subscribed to what. */
export interface Subscriptions {
  /** As `GET` shows it: topics with their endpoints, and no secret. */
  list(): object[];
  /**
   * As `PUT` takes it: what the topic had before is gone. So is the secret of an endpoint that is written without it.
   *
   * @returns false when it is no list of endpoints
   */
  replace(topic: string, endpoints: unknown): boolean;
  of(topic: string): readonly WebhookEndpoint[];
  clear(): void;
}

const isEndpoint = (value: unknown): value is WebhookEndpoint => {
  const url = own(value, 'url');
  return typeof url === 'string' && URL.canParse(url);
};

const withoutSecret = ({ verification, ...endpoint }: WebhookEndpoint): object => {
  if (!verification?.options) return { ...endpoint, ...(verification && { verification }) };
  const { sharedSecret: _, ...options } = verification.options;
  return { ...endpoint, verification: { ...verification, options } };
};

/** The webhook subscriptions of the Core API: a `PUT` replaces all endpoints of its topic, whoever wrote them. */
export function createSubscriptions(): Subscriptions {
  const topics = new Map<string, readonly WebhookEndpoint[]>();
  return {
    list: () => [...topics].map(([topic, endpoints]) => ({ topic, endpoints: endpoints.map(withoutSecret) })),
    replace(topic, endpoints) {
      if (!Array.isArray(endpoints) || !endpoints.every(isEndpoint)) return false;
      if (endpoints.length) topics.set(topic, endpoints);
      else topics.delete(topic);
      return true;
    },
    of: (topic) => topics.get(topic) ?? [],
    clear: () => { topics.clear(); },
  };
}
