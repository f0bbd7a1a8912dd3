import type { Storage } from 'unstorage';
import * as v from 'valibot';
import { systemClock, type Clock } from '../mediastore/clock.js';
import { hosts } from '../mediastore/client.js';
import { isOfferId } from '../mediastore/offer-id.js';
import type { Fetch } from '../mediastore/request.js';
import type { Environment } from '../mediastore/types.js';
import type { Strategy } from '../sources/combine.js';
import { readMasters, type Masters, type MastersOption } from '../sealed/masters.js';
import type { Source } from '../sources/source.js';
import { readOffersTable, type Assets, type OffersTable } from './content/assets.js';
import type { Crawlers } from './answering/ask.js';
import type { OnGranted } from './content/content.js';
import { readContent, type Content, type ContentCallback } from './content/content-source.js';
import { usualLimits, type LimitOptions } from './operating/limits.js';
import { consoleLog, type Log } from '../wire/log.js';
import type { Metrics } from './operating/metrics.js';

/** What a guard is made of. Only `environment` and `publisherId` are required. */
export interface GuardOptions {
  /** Cleeng's installation; there is no default. */
  readonly environment: Environment;
  /** Digits. Tokens made for another publisher are refused. */
  readonly publisherId: string | number;
  /** Base URL of MediaStore; default the one of the environment. */
  readonly apiBase?: string;
  /**
   * Where the keys are that sign tokens. Default `https://auth.api.sandbox.cleeng.com/.well-known/jwks.json` in
   * sandbox, as Cleeng documents it; in production the same without `.sandbox`, which is inferred, so look once.
   */
  readonly jwksUrl?: string;
  /** Claim `iss`, claim `aud` and header `typ` that a token must bear; each is only looked at when given. */
  readonly issuer?: string;
  readonly audience?: string;
  readonly typ?: string;
  /** Who is asked; default MediaStore with the reader's own token. */
  readonly sources?: readonly Source[];
  /** What several sources amount to; default `first-definite`. */
  readonly combine?: Strategy;
  /** Which offers open which asset: `{ "news/one.html": ["S123456789_US"], "films/**": ["P123456789"] }`; first match. */
  readonly assets?: OffersTable | Assets;
  /** Where the assets lie: `folder('./premium')` from `cleeng-gate/server/node`, `fromStorage(storage)` or a function. `{base}/content` exists only with it. */
  readonly content?: Content | ContentCallback;
  /** Called when a token has opened an asset; may put headers on the answer, such as the signed cookies of a CDN. */
  readonly onGranted?: OnGranted;
  /** Where verdicts and public keys are remembered; default in memory. */
  readonly cache?: Storage;
  /** Origins of pages on other hosts that may ask, such as `https://www.example.com`. */
  readonly allowedOrigins?: readonly string[];
  /** Whether the token may come in the cookie `__Host-cleeng-gate`, and `{base}/session` sets it; default true. */
  readonly cookie?: boolean;
  /** `POST {base}/webhooks/cleeng` exists only with secrets. Several are for the time of a change. */
  readonly webhook?: {
    /** 16 to 64 bytes each, at least 32 recommended. */
    readonly secrets: readonly string[];
    /** Header that bears the signature; default `x-cleeng-signature`. Cleeng's pages do not name it, so look at a delivery. */
    readonly header?: string;
    /** How the signature is written; default `hex`. */
    readonly encoding?: 'hex' | 'base64';
  };
  /**
   * The secrets of sealed content, `e1:<base64url>,e2:…` or an object; the last is the newest. `POST {base}/keys` exists
   * only with them. The newest also signs the grants in the addresses of films, so that several guards know them.
   */
  readonly masters?: MastersOption | undefined;
  /** Sealed assets, or patterns of them, whose keys are released to nobody any more. */
  readonly denyAssets?: readonly string[];
  /** Which offers give access to a tag: `{ "gold": ["S123456789_US"] }`; for content that was sealed for tags. */
  readonly tagOffers?: Readonly<Record<string, readonly string[]>>;
  /** Which tags a customer may see, for the same purpose, such as by `getAccessibleTags` of the legacy API. */
  readonly accessibleTags?: (customerId: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Seconds for which a grant is not asked about again; default 300, at most 86,400. */
  readonly maxAge?: number;
  /** How much one customer or address may have; see {@link LimitOptions}. */
  readonly limits?: LimitOptions;
  /**
   * Which search engine an address belongs to, a name or true; such as `verifiedCrawler()` from
   * `cleeng-gate/server/node`. Content is released to it without a token, by GET and HEAD and in `guard.decide`, so
   * that paid pages are found; mark them up with `isAccessibleForFree` so that this is no cloaking. Asked only for
   * requests without a token or cookie; the address is known by the rules of `trustProxy`. Default: nobody is.
   */
  readonly crawlers?: Crawlers;
  /** How many proxies in front are ours: the client's address is taken from that hop of X-Forwarded-For; default 0. */
  readonly trustProxy?: number;
  /** Path before the routes, such as `/guard`; default whatever precedes the first route's word. */
  readonly base?: string;
  readonly clock?: Clock;
  readonly fetch?: Fetch;
  readonly log?: Log;
  /** Where figures go, such as `prometheusMetrics()` from `cleeng-gate/server/node`; default nowhere. */
  readonly metrics?: Metrics;
}

const local = /^(localhost|127\.0\.0\.1|\[::1\]|.+\.localhost)$/;

const isOrigin = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;

/** An address that tokens or keys travel to or from: https, but on this machine. */
const isAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password && !search && !hash;
};
const isSafe = (text: string): boolean => new URL(text).protocol === 'https:' || local.test(new URL(text).hostname);

const method = (name: string, message: string) =>
  v.custom<object>((value) => typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[name] === 'function', message);
const callable = (message: string) => v.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', message);

const address = v.pipe(v.string(), v.check(isAddress, 'is an absolute URL without user, query or fragment'));
const bytes = (text: string): number => new TextEncoder().encode(text).length;
const secret = v.pipe(
  v.string('is a string; an unset variable is none'),
  v.check((text) => text !== 'undefined' && text !== 'null', 'is the text of an unset variable, not a secret'),
  v.check((text) => bytes(text) >= 16 && bytes(text) <= 64, 'has 16 to 64 bytes'),
);
const tagOffers = v.pipe(
  v.array(v.pipe(v.string(), v.check(isOfferId, 'names an offer by letters, digits, _ and -, at most 64')), 'is a list of offer ids'),
  v.minLength(1, 'names at least one offer'),
);
const text = v.pipe(v.string(), v.nonEmpty('is not empty'));

const amount = v.optional(v.union(
  [v.pipe(v.number(), v.integer(), v.minValue(1)), v.literal(false)], 'is a whole number, at least 1, or false for any amount'));

const schema = v.strictObject({
  environment: v.picklist(['production', 'sandbox'], 'is "production" or "sandbox"; there is no default'),
  publisherId: v.pipe(
    v.union([v.string(), v.number()], 'is the publisher\'s number in Cleeng, such as "123456789"'),
    v.transform(String), v.regex(/^\d{1,20}$/, 'is the publisher\'s number in Cleeng, digits only, such as "123456789"'),
  ),
  apiBase: v.optional(address),
  jwksUrl: v.optional(address),
  issuer: v.optional(text),
  audience: v.optional(text),
  typ: v.optional(text),
  sources: v.optional(v.pipe(v.array(method('check', 'is a source, such as mediaStoreSource()')), v.minLength(1, 'names at least one source'))),
  combine: v.optional(v.picklist(['any', 'all', 'first-definite'], 'is "any", "all" or "first-definite"'), 'first-definite'),
  assets: v.optional(v.unknown(), {}),
  content: v.optional(v.unknown()),
  onGranted: v.optional(callable('is a function that may set headers')),
  cache: v.optional(method('getItem', 'is a storage made by createStorage() of unstorage')),
  allowedOrigins: v.optional(v.array(v.pipe(v.string(), v.check(isOrigin, 'is an origin, such as "https://www.example.com", without path or slash; * and null are none'))), []),
  cookie: v.optional(v.boolean('is true or false'), true),
  webhook: v.optional(v.strictObject({
    secrets: v.pipe(v.array(secret), v.minLength(1, 'holds at least one secret; leave webhook out if there is none')),
    header: v.optional(v.pipe(v.string(), v.regex(/^[\w-]+$/, 'is the name of a header'), v.toLowerCase()), 'x-cleeng-signature'),
    encoding: v.optional(v.picklist(['hex', 'base64'], 'is "hex" or "base64"'), 'hex'),
  })),
  masters: v.optional(v.custom<MastersOption>((value) => typeof value === 'string' || (typeof value === 'object' && value !== null), 'is text such as e1:<secret>,e2:<secret>, or an object')),
  denyAssets: v.optional(v.array(text, 'is a list of assets'), []),
  tagOffers: v.optional(v.record(text, tagOffers, 'is an object from tag to offer ids, such as { "gold": ["S123456789_US"] }')),
  accessibleTags: v.optional(callable('is a function (customerId, signal)')),
  crawlers: v.optional(callable('is a function (address, request), such as verifiedCrawler() from cleeng-gate/server/node')),
  trustProxy: v.optional(v.pipe(v.number('is a number of proxies'), v.integer('is a whole number'), v.minValue(0, 'is 0 or more')), 0),
  base: v.optional(v.pipe(v.string(), v.regex(/^(\/[^/?#]+)*$/, 'is a path such as "/guard", with a slash in front and none behind'))),
  clock: v.optional(method('after', 'has now() and after()')),
  fetch: v.optional(callable('is a function like fetch')),
  maxAge: v.optional(v.pipe(v.number('is a number of seconds'), v.minValue(0, 'is 0 or more'), v.maxValue(86_400, 'is at most 86400, a day')), 300),
  limits: v.optional(v.strictObject({
    entitlements: amount, fresh: amount, keys: amount, content: amount, assets: amount, unauthorized: amount,
    upstream: v.optional(v.pipe(v.number('is a whole number'), v.integer('is a whole number'), v.minValue(1, 'is at least 1'))),
  }), {}),
  metrics: v.optional(method('count', 'has count() and time(), such as prometheusMetrics()')),
  log: v.optional(callable('is a function (level, event, fields)')),
});

/** Its own words name the epoch that is wrong, and quote no secret. */
function mastersOf(option: MastersOption): Masters {
  try {
    return readMasters(option);
  } catch (error) {
    throw new TypeError(`createGuard: the option "masters" is wrong; ${(error as Error).message}`);
  }
}

/** A table that was read already, which may be another one tomorrow. */
const isRead = (table: unknown): table is Assets => typeof (table as Partial<Assets> | null)?.offersOf === 'function';

/** The options with everything decided. */
export type Settings = ReturnType<typeof readOptions>;

const explain = (issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string => {
  const [{ path, message, type, received }] = issues;
  const name = path?.map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('').slice(1) ?? 'options';
  if (type === 'strict_object' && received !== 'undefined' && message.startsWith('Invalid key')) {
    return issues[0].expected === 'never' ? `createGuard: there is no option "${name}".` : `createGuard: the option "${name}" is required.`;
  }
  return `createGuard: the option "${name}" ${message.startsWith('Invalid') ? `is no ${received}; expected ${String(issues[0].expected)}` : message}.`;
};

const authHost = (environment: Environment): string => `https://auth.api${environment === 'sandbox' ? '.sandbox' : ''}.cleeng.com`;

/**
 * Reads the options of a guard and fills in the defaults.
 *
 * @throws TypeError that names the option and says what to write
 */
export function readOptions(options: GuardOptions) {
  const result = v.safeParse(schema, options);
  if (!result.success) throw new TypeError(explain(result.issues));
  const { output } = result;
  const { apiBase = hosts(output.environment)[0], jwksUrl = `${authHost(output.environment)}/.well-known/jwks.json` } = output;
  for (const [name, url] of Object.entries({ apiBase, jwksUrl })) {
    if (!options.fetch && !isSafe(url)) throw new TypeError(`createGuard: the option "${name}" must begin with https:// (http:// is for localhost).`);
  }
  const { clock = systemClock, fetch = (url, init) => globalThis.fetch(url, init), log = consoleLog, sources, cache: storage, onGranted, accessibleTags, crawlers } = options;
  const content = options.content === undefined ? undefined : readContent(options.content);
  const masters = options.masters === undefined ? undefined : mastersOf(options.masters);
  return {
    ...output, limits: { ...usualLimits, ...output.limits }, metrics: options.metrics, assets: isRead(output.assets) ? output.assets : readOffersTable(output.assets), apiBase: apiBase.replace(/\/+$/, ''), jwksUrl,
    clock, fetch, log, sources, storage, content, onGranted, masters, accessibleTags, crawlers,
  };
}
