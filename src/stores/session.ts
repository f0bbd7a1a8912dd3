import { atom, onMount, type ReadableAtom } from 'nanostores';
import type { MediaStore } from '../mediastore/client.js';
import type { MediaStoreErrorCode } from '../mediastore/errors.js';
import { readClaims } from '../mediastore/token.js';
import type { Author } from './author.js';
import type { Settings } from './config.js';
import type { Refresh } from './refresh.js';
import { createPageSource, createWidgetSource } from './sources.js';
import type { SafeStorage } from './storage.js';
import { createStoredTokens, readCredential, type Credential } from './tokens.js';
import type { World } from './world.js';

/** What a page may know about its session; there is no token in it, and no name. */
export interface Session {
  /** Whether a usable or refreshable token exists. */
  readonly signedIn: boolean;
  /** End of the token in unix seconds, or null. It decides nothing. */
  readonly expiresAt: number | null;
}

/** What `signIn()` takes: the answer of a login, and the e-mail for personal prices. */
export interface SignIn {
  readonly jwt: string;
  readonly refreshToken?: string;
  readonly email?: string;
}

/**
 * Who the page believes to be there: a credential, null for nobody, `undefined` while a source has
 * not spoken, or why it could not be found out.
 */
export type Who = Credential | null | undefined | { readonly failed: MediaStoreErrorCode };

export const isCredential = (who: Who): who is Credential => Boolean(who && 'jwt' in who);

const credentialOf = (who: Who): Credential | null => (isCredential(who) ? who : null);

/** What must change for everything believed so far to end: the customer, or how little is known. */
const identity = (who: Who): string =>
  isCredential(who) ? who.claims.customerId : who ? who.failed : String(who);

/** The session behind the stores. Only the stores hold it; it never reaches a page. */
export interface SessionKeeper {
  readonly $session: ReadableAtom<Session>;
  /** Whether somebody is signed in; undefined while that is not known. */
  readonly $presence: ReadableAtom<boolean | undefined>;
  signIn(tokens: SignIn): void;
  signOut(): Promise<void>;
  who(): Who;
  /** The same, read now and without consequences. */
  peek(): Who;
  /** Whether the service has refused this page's token for good. */
  refused(): boolean;
  /** A credential fit to be sent; renewed first when it looks expired and can be. */
  current(): Promise<Credential | null>;
  /** A better credential after a 401, or null when there is none. */
  renew(spent: Credential): Promise<Credential | null>;
  /** The service's last word on a token: 401 even after renewal. */
  refuse(credential: Credential): void;
  /** The service took this token, whatever its `exp` looks like from here. */
  accept(credential: Credential): void;
  /** Reads the sources again; at once, without waiting. */
  sync(): void;
  /** The page is looked at again, or for the first time. */
  wake(): void;
  /** Whether a `storage` event for this key matters. */
  concerns(key: string | null): boolean;
  /** Reads every source anew after another configuration; everybody hears of it, whoever is there. */
  restart(): void;
}

/** What the rest of the stores must hear. */
export interface SessionListeners {
  /** Somebody else is there, or nobody: whatever was believed of the one before ends now. */
  customer(before: Credential | null, now: Who): void;
  /** The same customer has another token, or it is clear at last that a token is no good. */
  token(): void;
  hold(): () => void;
}

interface Surroundings {
  readonly world: World;
  readonly storage: SafeStorage;
  readonly author: Author;
  readonly settings: () => Settings | null | undefined;
  readonly mediaStore: () => MediaStore;
}

/** Seconds before its end at which `getToken()` is asked for the next token. */
const soon = 60;

export function createSession({ world, storage, author, settings, mediaStore }: Surroundings, listeners: SessionListeners): SessionKeeper {
  const { clock } = world;
  const $session = atom<Session>({ signedIn: false, expiresAt: null });
  const $presence = atom<boolean | undefined>();
  const stored = createStoredTokens(storage, author);
  let who: Who;
  let refresh: Refresh | undefined;
  let refusedJwt: string | undefined;
  let acceptedJwt: string | undefined;

  const secondsLeft = ({ claims }: Credential): number => claims.expiresAt - clock.now() / 1000;
  const isFresh = (credential: Credential): boolean => credential.jwt === acceptedJwt || secondsLeft(credential) > 0;

  const readStored = (): Credential | null => {
    const now = settings();
    const credential = now ? stored.read(now) : null;
    // A hosted widget refreshes by itself; a second user of a single-use token would end its session.
    if (!credential || !widget.here()) return credential;
    const { refresh: _, ...bare } = credential;
    return bare;
  };

  const read = (): Who => {
    const now = settings();
    if (!now) return undefined;
    let failed: Who = null;
    for (const [source, name] of [[page, 'getToken()'], [widget, 'the hosted widget']] as const) {
      if (!source.present()) continue;
      const word = source.word();
      if (!word) return undefined;
      if ('token' in word) return readCredential(word.token, name, now, author);
      failed ??= word;
    }
    return readStored() ?? failed;
  };

  const publish = (): void => {
    const credential = credentialOf(who);
    const signedIn = credential !== null && credential.jwt !== refusedJwt &&
      (isFresh(credential) || Boolean(credential.refresh) || page.present());
    const expiresAt = credential?.claims.expiresAt ?? null;
    const before = $session.value;
    if (before.signedIn !== signedIn || before.expiresAt !== expiresAt) $session.set({ signedIn, expiresAt });
    $presence.set(credential || who === null ? signedIn : undefined);
  };

  const sync = (): void => {
    refresh?.restore();
    widget.look();
    const before = who;
    who = read();
    const [was, is] = [credentialOf(before), credentialOf(who)];
    if (was?.jwt !== is?.jwt) refusedJwt = undefined;
    publish();
    if (identity(before) !== identity(who)) listeners.customer(was, who);
    else if (was?.jwt !== is?.jwt) listeners.token();
  };

  const page = createPageSource(world, settings, () => { sync(); });
  const widget = createWidgetSource(world, () => { sync(); });
  const trader = async (): Promise<Refresh> => {
    const { createRefresh } = await import('./refresh.js');
    return (refresh ??= createRefresh({
      world, storage, mediaStore, isFresh,
      read: readStored,
      write: (keys, { jwt, refreshToken }) => { stored.write(keys, { jwt, refreshToken }); },
      issued: (jwt) => { acceptedJwt = (readClaims(jwt)?.expiresAt ?? 0) <= clock.now() / 1000 ? jwt : acceptedJwt; },
    }));
  };

  const askPage = async (): Promise<void> => {
    if (page.present()) await page.ask();
  };

  const better = async (spent: Credential): Promise<Credential | null> => {
    if (page.present()) await page.ask();
    else if (spent.refresh) await (await trader()).renew(spent);
    sync();
    return isCredential(who) && who.jwt !== spent.jwt ? who : null;
  };

  onMount($session, listeners.hold);
  onMount($presence, listeners.hold);

  return {
    $session,
    $presence,
    who: () => who,
    peek: read,
    refused: () => isCredential(who) && who.jwt === refusedJwt,
    async current() {
      if (!isCredential(who)) return null;
      if (page.present() && secondsLeft(who) < soon) await askPage();
      else if (!isFresh(who) && who.refresh) await better(who);
      return isCredential(who) ? who : null;
    },
    renew: async (spent) => (isCredential(who) && who.jwt !== spent.jwt ? who : better(spent)),
    refuse({ jwt }) {
      if (!isCredential(who) || who.jwt !== jwt) return;
      refusedJwt = jwt;
      acceptedJwt = undefined;
      publish();
      listeners.token();
    },
    accept(credential) {
      if (isFresh(credential)) return;
      acceptedJwt = credential.jwt;
      publish();
    },
    sync,
    wake() {
      sync();
      void askPage();
    },
    concerns(key) {
      const now = settings();
      return Boolean(now && (key === null || stored.concerns(key, now)));
    },
    restart() {
      const before = credentialOf(who);
      void askPage();
      widget.look();
      who = read();
      publish();
      listeners.customer(before, who);
    },
    signIn({ jwt, refreshToken, email }) {
      const now = settings();
      const claims = readClaims(jwt);
      if (!now) throw new TypeError('signIn(): call configure() with environment and publisherId first');
      if (!claims) throw new TypeError(`signIn(): jwt is ${typeof jwt === 'string' ? 'not a customer token (a JWT with customerId and exp)' : `${typeof jwt}; Cleeng answers { responseData: { jwt, refreshToken } }`}`);
      if (claims.publisherId && claims.publisherId !== now.publisherId) {
        throw new TypeError(`signIn(): the token belongs to publisher ${claims.publisherId}, this page to ${now.publisherId}`);
      }
      stored.write(now.keys[0]!, { jwt, refreshToken, email, customerId: claims.customerId });
      sync();
    },
    async signOut() {
      const now = settings();
      if (now) stored.clear(now);
      page.forget();
      widget.forget();
      sync();
      await world.widgets()?.logout?.();
    },
  };
}
