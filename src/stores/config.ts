import { atom, type ReadableAtom } from 'nanostores';
import { hosts } from '../mediastore/client.js';
import type { Fetch } from '../mediastore/request.js';
import type { Environment } from '../mediastore/types.js';
import type { Author } from './author.js';
import type { World } from './world.js';

/** What a page may say to `configure()`, or on the script tag as `data-…` where it is text. */
export interface Configuration {
  /** Which of Cleeng's installations; required, there is no default. */
  environment?: Environment;
  /** The nine-digit publisher id of the Cleeng dashboard; required. */
  publisherId?: string | number;
  /** Another address for the MediaStore API: the page's own origin, a trusted one, or a documented host. */
  apiBase?: string;
  /** Base URL of a guard, which is asked instead of Cleeng: the page's own origin or a trusted one. */
  guard?: string;
  /** Keeps the guard's cookie in step with the session, for pages and media that the server sends; the guard must be on the page's own origin. */
  guardCookie?: boolean | '' | 'true' | 'false';
  /** The page's own source of tokens; null or nothing means that nobody is signed in. */
  getToken?: () => string | null | undefined | Promise<string | null | undefined>;
  /** localStorage keys of the token and of the refresh token, instead of those the SDK uses. */
  tokenKeys?: string | readonly string[];
  /** Further origins that may receive a token and that attributes may link to. */
  trustedOrigins?: readonly string[];
  /** URL templates with `{returnUrl}`, `{locale}`, `{offerId}`, `{coupon}`. */
  loginUrl?: string;
  checkoutUrl?: string;
  /** Where customers mend their payment and end their subscriptions. */
  accountUrl?: string;
  /** `widget` opens Cleeng's hosted widgets in a dialog where no URL of the gate says otherwise. */
  checkout?: 'widget';
  /** BCP 47, for prices and dates; by default the page's language. */
  locale?: string;
  /** Texts to use instead of the built-in ones, by label key; those with a number in them may come in plural forms. */
  labels?: Readonly<Record<string, string | { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>>;
  /** `required`: nothing is reported to `onEvent` and `dataLayer` before `consent(true)`. */
  consent?: 'required';
  /** Name of a tag manager's global array, such as `dataLayer`, to push GA4 events to. */
  dataLayer?: string;
  /** Is told what readers do with gates, in GA4's event names and without personal data. */
  onEvent?: (report: { readonly name: string; readonly params: Readonly<Record<string, unknown>>; readonly type: string; readonly offerId: string }) => void;
  /** Seconds for which a grant is not asked about again; default 300, at most 86,400. */
  maxAge?: number | string;
  /** A replacement for `fetch`, for tests and for pages that route their requests. */
  fetch?: Fetch;
}

/** A configuration that was found to be complete. */
export interface Settings extends Omit<Configuration, 'maxAge' | 'guard'> {
  readonly environment: Environment;
  readonly publisherId: string;
  readonly apiBase: string;
  readonly guard: string | undefined;
  readonly keys: readonly (readonly [token: string, refreshToken: string])[];
  readonly trusted: readonly string[];
  /** Milliseconds. */
  readonly maxAge: number;
}

/** `undefined`: nobody has configured yet; `null`: misconfigured, which the author was told. */
export interface Config {
  readonly $settings: ReadableAtom<Settings | null | undefined>;
  /** Adds to what was said before; a later call mends an earlier one, and one that says nothing new changes nothing. */
  configure(configuration: Configuration): void;
  /** Waits for a first call until three seconds after the page has loaded, then takes it for forgotten. */
  expect(): void;
}

/** What can be said in words, and so also on the script tag as `data-…`; the rest comes from script only. */
export const texts = 'environment publisherId apiBase guard guardCookie tokenKeys loginUrl checkoutUrl accountUrl checkout locale maxAge consent dataLayer'.split(' ');
const known = [...texts, 'getToken', 'trustedOrigins', 'labels', 'onEvent', 'fetch'];
const day = 86_400;

/** How long to wait for `configure()` after the page has loaded, in milliseconds. */
const configureWait = 3000;

/** Reads an address once; to ask first whether it can be read would take as long again. */
function readUrl(address: string, base: string | undefined): URL | null {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
}

/** The address if it is a web address that keeps to the page's own origin or https, else null. */
export function safeUrl(address: string, location: World['location']): URL | null {
  const url = readUrl(address, location?.href);
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.origin === location?.origin);
  return url && safe && !url.username && !url.password ? url : null;
}

const isLocal = (url: { hostname: string }): boolean => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);

/** Reads configurations into settings, and tells the author what is missing. */
export function createConfig(world: World, author: Author): Config {
  const { clock, document, window } = world;
  const $settings = atom<Settings | null | undefined>();
  const said: Configuration = {};
  /** What keeps the page from working. */
  let doubt: Parameters<Author> | undefined;

  const origin = (address: string): string => safeUrl(address, world.location)?.origin ?? '';

  const mayReceiveTokens = (url: URL, environment: Environment): boolean =>
    [...hosts(environment), world.location?.origin, ...(said.trustedOrigins ?? []).map(origin)].includes(url.origin) ||
    (environment === 'sandbox' && world.location !== undefined && isLocal(world.location) && isLocal(url));

  /** The address without its trailing slash; empty, and the author told, when it may not receive tokens. */
  const readBase = (name: 'apiBase' | 'guard', address: string, environment: Environment): string => {
    const { location } = world;
    const url = readUrl(address, location?.origin);
    if (url && mayReceiveTokens(url, environment)) return (url.origin + url.pathname).replace(/\/+$/, '');
    doubt = ['base', name, address, environment];
    return '';
  };

  const readMaxAge = (): number => {
    const seconds = Number(said.maxAge ?? 300);
    if (seconds > day) author('max-age-cut', String(seconds));
    if (!(seconds >= 0)) author('max-age-unread');
    return (seconds >= 0 ? Math.min(seconds, day) : 300) * 1000;
  };

  const readKeys = (publisherId: string): Settings['keys'] => {
    const own = typeof said.tokenKeys === 'string' ? said.tokenKeys.split(/[\s,]+/) : said.tokenKeys;
    const pair = (prefix: string) => [`${prefix}CLEENG_AUTH_TOKEN`, `${prefix}CLEENG_REFRESH_TOKEN`] as const;
    return own?.[0] ? [[own[0], own[1] ?? '']] : [pair(`${publisherId}_`), pair('')];
  };

  const readSettings = (): Settings | null => {
    const environment: string | undefined = said.environment;
    const publisherId = String(said.publisherId ?? '');
    if (environment !== 'sandbox' && environment !== 'production') {
      doubt = ['environment', environment ?? ''];
      return null;
    }
    if (!/^\d{1,20}$/.test(publisherId)) {
      doubt = ['publisherId', publisherId];
      return null;
    }
    const apiBase = readBase('apiBase', said.apiBase || hosts(environment)[0], environment);
    const guard = said.guard ? readBase('guard', said.guard, environment) : undefined;
    if (!apiBase || guard === '') return null;
    const checkout: string = said.checkout ?? 'widget';
    if (checkout !== 'widget') author('unknown-checkout', checkout);
    return {
      ...said, environment, publisherId, apiBase, guard,
      keys: readKeys(publisherId),
      trusted: (said.trustedOrigins ?? []).map(origin).filter(Boolean),
      maxAge: readMaxAge(),
    };
  };

  const config: Config = {
    $settings,
    configure(configuration) {
      if (typeof configuration !== 'object' || (configuration as unknown) === null) throw new TypeError('configure() takes an object');
      for (const key of ['getToken', 'onEvent', 'fetch'] as const) {
        if (configuration[key] !== undefined && typeof configuration[key] !== 'function') throw new TypeError(`configure(): ${key} must be a function`);
      }
      let news = $settings.value === undefined;
      for (const [key, value] of Object.entries(configuration)) {
        news ||= known.includes(key) && (said as Record<string, unknown>)[key] !== value;
        if (known.includes(key)) Object.assign(said, { [key]: value as unknown });
        else author('unknown-setting', key, known.join(', '));
      }
      // A second copy of the script says the same once more; that is no reason to ask about everything again.
      if (!news) return;
      doubt = undefined;
      $settings.set(readSettings());
      // What the script tag leaves out may come from the queue, within the same task.
      queueMicrotask(() => { if (doubt) author(...doubt); });
    },
    expect() {
      if ($settings.value !== undefined || !window) return;
      if (document?.readyState === 'complete') wait();
      else window.addEventListener('load', wait, { once: true });
    },
  };
  const wait = (): void => {
    clock.after(configureWait, () => { if ($settings.value === undefined) config.configure({}); });
  };
  return config;
}
