import { atom, computed, type ReadableAtom } from 'nanostores';
import type { Clock } from '../mediastore/clock.js';
import { isOfferId, looksLikeOfferId } from '../mediastore/offer-id.js';
import { createAuthor, type Author } from './author.js';
import { createConfig, type Configuration, type Settings } from './config.js';
import type { Diagnosis } from './diagnosis.js';
import { createEntry, type Entry } from './entry.js';
import { best, strictly, type Access, type AccessWord, type Known } from './known.js';
import { createLibrary, type LibraryItem, type Listing } from './library.js';
import { createOffers, type OfferNews } from './offers.js';
import { createPulse } from './pulse.js';
import { createPurchases, namedOffer, newsEvents, purchaseEvents } from './purchases.js';
import { createSession, isCredential, type Session, type SignIn } from './session.js';
import { createService } from './service.js';
import { safeStorage } from './storage.js';
import { createVerdicts } from './verdicts.js';
import type { World } from './world.js';

/** The part of the configuration that what the visitor sees depends on; nothing in it bears a token. */
export type Surface = Omit<Settings, 'getToken' | 'fetch'>;

const surfaceOf = ({ getToken: _, fetch: __, ...surface }: Settings): Surface => surface;

/** Everything the gates of a page share. */
export interface Stores {
  /** Says who the publisher is, and all else that the page decides. May be called again. */
  configure(configuration: Configuration): void;
  readonly $session: ReadableAtom<Session>;
  /** Access to one offer, or to any of several separated by spaces. */
  accessTo(offerIds: string): ReadableAtom<Access>;
  /** What is granted on this page, most recent first. */
  readonly $unlocked: ReadableAtom<readonly LibraryItem[]>;
  /** What the customer owns. */
  readonly $library: ReadableAtom<readonly LibraryItem[]>;
  /** Keeps the tokens of a login where the MediaStore SDK would. */
  signIn(tokens: SignIn): void;
  signOut(): Promise<void>;
  /** Asks the service again, about these offers, or about all that somebody watches and the library. Never rejects. */
  refresh(offerIds?: string): Promise<void>;

  /** For the elements: whether somebody is signed in; undefined while that is not known. */
  readonly $presence: ReadableAtom<boolean | undefined>;
  /** How far `$library` has come. */
  readonly $listing: ReadableAtom<Listing>;
  /** Access with what a gate needs besides; `strict` takes no stand-ins. */
  watch(offerIds: string, strict?: boolean): ReadableAtom<Known>;
  /** Whether a stored grant would open one of these offers before anything is asked. */
  hasGrant(offerIds: string): boolean;
  offerOf(offerId: string): ReadableAtom<OfferNews | undefined>;
  /** A checkout begins on this page. */
  beginCheckout(offerIds: readonly string[]): void;
  /** A dialog that covered the page is closed: a checkout of these offers, or a login, may be done by now. */
  comeBack(offerIds: readonly string[]): void;
  /** Hears of purchases also on pages without a gate. */
  hearPurchases(): void;
  /** What the visitor has said about being counted; it stands above what the page says of itself. */
  consent(given: boolean): void;
  /** Whether events may be reported to the page's listeners. */
  mayReport(): boolean;
  /** Why one offer is open or not. */
  diagnose(offerId: string): Diagnosis;
  readonly $surface: ReadableAtom<Surface | null | undefined>;
  readonly author: Author;
  readonly clock: Clock;
}

const split = new Map<string, readonly string[]>();

/** Ids in the order given, each once. A page with a thousand gates splits each list once. */
export function splitIds(offerIds: string): readonly string[] {
  let ids = split.get(offerIds);
  if (!ids) split.set(offerIds, (ids = [...new Set(offerIds.split(/\s+/).filter(Boolean))]));
  return ids;
}

/** How long to wait for `configure()` after the page has loaded, in milliseconds. */
const configureWait = 3000;

/** Builds the stores of a page. Nothing happens until somebody listens to one of them. */
export function createStores(world: World): Stores {
  const { clock, document, window } = world;
  const author = createAuthor(world.log);
  const config = createConfig(world, author);
  const settings = (): Settings | null | undefined => config.$settings.value;
  const local = safeStorage(world.localStorage);
  const entries = new Map<string, Entry>();
  const mounted = new Set<Entry>();
  const watched = new Map<string, ReadableAtom<Known>>();
  const service = createService(world, settings);
  const { mediaStore, limit } = service;
  const $unlocked = atom<readonly LibraryItem[]>([]);
  let holds = 0;

  const wake = (): void => {
    purchases.comeBack();
    session.wake();
    for (const entry of mounted) entry.wake();
  };
  const pulse = createPulse(world, {
    beat() {
      session.sync();
      for (const entry of mounted) entry.beat();
    },
    wake: () => { wake(); },
    stored(key) {
      if (session.concerns(key)) session.sync();
    },
  });

  const awaitConfiguration = (): void => {
    const wait = (): void => { clock.after(configureWait, () => { config.giveUp(); }); };
    if (settings() !== undefined || !window) return;
    if (document?.readyState === 'complete') wait();
    else window.addEventListener('load', wait, { once: true });
  };

  const hold = (): (() => void) => {
    const release = pulse.hold();
    if (!holds++) {
      stores.hearPurchases();
      awaitConfiguration();
      session.wake();
    }
    return () => {
      holds--;
      release();
    };
  };

  const session = createSession({ world, storage: local, author, settings, mediaStore }, {
    hold,
    customer(before, now) {
      // Only a clean word of somebody else, or of nobody, ends what was kept for the one before.
      if (before && (now === null || (isCredential(now) && now.claims.customerId !== before.claims.customerId))) {
        verdicts.dropAll(before.claims.customerId);
        purchases.settle();
      }
      if (!before) purchases.comeBack();
      for (const entry of entries.values()) entry.restart(mounted.has(entry));
      offers.restart();
      void library.reload(true);
    },
    token() {
      purchases.comeBack();
      for (const entry of mounted) entry.renewed();
    },
  });
  const verdicts = createVerdicts(local, () => clock.now(), () => `${settings()?.environment ?? ''}:${settings()?.publisherId ?? ''}`);
  const purchases = createPurchases(safeStorage(world.sessionStorage), () => clock.now());
  const offers = createOffers({
    session, mediaStore, limit, hold,
    ready: () => Boolean(settings()),
    learnt(offerId, news) {
      const entry = entries.get(offerId);
      if (news === 'owned') void entry?.ask();
      else entry?.learn(news);
    },
  });
  const library = createLibrary({ session, mediaStore, hold, now: () => clock.now() });

  const $surface = atom<Surface | null | undefined>();
  config.$settings.listen((now) => {
    $surface.set(now && surfaceOf(now));
    service.restart();
    if (holds) session.restart();
  });

  const noteUnlocked = ({ offerId, access }: Known): void => {
    const others = $unlocked.value.filter((item) => item.offerId !== offerId);
    const listed = others.length !== $unlocked.value.length;
    if (listed === (access === 'granted')) return;
    const owned = library.$library.value?.find((item) => item.offerId === offerId);
    $unlocked.set(listed ? others : [owned ?? { offerId }, ...others]);
  };

  const entryOf = (offerId: string): Entry => {
    let entry = entries.get(offerId);
    if (entry) return entry;
    if (!looksLikeOfferId(offerId)) author.warn(`offer-id "${offerId}" does not look like a Cleeng offer (S123456789_US). It is used as it is.`);
    entry = createEntry(offerId, {
      world, session, verdicts, purchases, mediaStore,
      limit: service.limitQuestion,
      maxAge: () => settings()?.maxAge ?? 0,
      configured: () => (settings() === undefined ? undefined : settings() !== null),
      alive: () => pulse.alive,
      changed: noteUnlocked,
      hold(self) {
        mounted.add(self);
        const release = hold();
        return () => {
          mounted.delete(self);
          release();
        };
      },
    });
    entries.set(offerId, entry);
    return entry;
  };

  const wrong = (offerIds: string, access: AccessWord = 'failed'): ReadableAtom<Known> => {
    author.error(`offer-id ${offerIds.trim() ? `"${offerIds.slice(0, 80)}" cannot be one` : 'is missing'}. Write the id from your Cleeng dashboard, such as offer-id="S123456789_US"; several are separated by spaces.`);
    return atom<Known>({ offerId: offerIds, access, reason: 'misconfigured', expiresAt: null, fromCache: false });
  };

  const stores: Stores = {
    configure: (configuration) => { config.configure(configuration); },
    $session: session.$session,
    $presence: session.$presence,
    $unlocked,
    $library: library.$library,
    $listing: library.$listing,
    $surface,
    author,
    clock,
    signIn: (tokens) => { session.signIn(tokens); },
    signOut: async () => session.signOut(),
    accessTo(offerIds) {
      if (typeof offerIds !== 'string') throw new TypeError('accessTo() takes an offer id, or several separated by spaces');
      return computed(stores.watch(offerIds), ({ access, reason, expiresAt, fromCache }): Access => ({ access, reason, expiresAt, fromCache }));
    },
    async refresh(offerIds) {
      const asked = offerIds ? splitIds(offerIds).filter(isOfferId).map(entryOf) : [...mounted];
      session.sync();
      // Whoever sold on this very page has nowhere to come back from.
      purchases.comeBack();
      await Promise.all([...asked.map(async (entry) => entry.ask()), ...(offerIds ? [] : [library.reload(false)])]);
    },
    watch(offerIds, strict = false) {
      const key = strict ? `!${offerIds}` : offerIds;
      let $known = watched.get(key);
      if ($known) return $known;
      const ids = splitIds(offerIds);
      if (!ids.length || !ids.every(isOfferId)) $known = wrong(offerIds);
      else {
        const all = ids.map((id) => entryOf(id).$known);
        $known = all.length > 1 || strict
          ? computed(all, (...known: Known[]) => best(strict ? known.map(strictly) : known))
          : all[0]!;
      }
      watched.set(key, $known);
      return $known;
    },
    hasGrant(offerIds) {
      // To read a token anew for each of a thousand cards would take longer than all else about them.
      const who = session.who() ?? session.peek();
      return isCredential(who) && splitIds(offerIds).some((id) => verdicts.read(who.claims.customerId, id));
    },
    offerOf: (offerId) => offers.of(offerId),
    beginCheckout: (offerIds) => { purchases.begin(offerIds); },
    comeBack(offerIds) {
      if (offerIds.length) purchases.begin(offerIds);
      wake();
    },
    consent(given) {
      consented = given;
      // Whoever reports looks again.
      $surface.set($surface.value && { ...$surface.value });
    },
    mayReport: () => consented ?? settings()?.consent !== 'required',
    diagnose(offerId) {
      const now = settings();
      const who = session.peek();
      const customer = isCredential(who) ? who : null;
      const grant = customer && verdicts.read(customer.claims.customerId, offerId);
      const { access = 'checking', reason = null, fromCache = false } = stores.watch(offerId).value ?? {};
      return {
        offerId, access, reason, fromCache,
        grantAge: grant && Math.round((clock.now() - grant.at) / 1000),
        environment: now?.environment ?? null,
        publisherId: now?.publisherId ?? null,
        apiBase: now?.apiBase ?? null,
        tokenSource: customer && customer.where,
        tokenLife: customer && Math.round(customer.claims.expiresAt - clock.now() / 1000),
      };
    },
    hearPurchases() {
      if (hearing || !window) return;
      hearing = true;
      const bought = (event: Event): void => {
        const named = namedOffer((event as CustomEvent).detail);
        const denied = [...entries].filter(([, { $known }]) => /denied|confirming/.test($known.value?.access ?? '')).map(([id]) => id);
        const begun = purchases.begun();
        purchases.bought(named ? [named] : begun.length ? begun : denied);
        for (const entry of mounted) entry.confirm();
        void library.reload(false);
      };
      for (const type of purchaseEvents) window.addEventListener(type, bought);
      for (const type of newsEvents) {
        window.addEventListener(type, () => {
          session.sync();
          for (const entry of mounted) void entry.ask();
        });
      }
    },
  };
  let hearing = false;
  let consented: boolean | undefined;
  return stores;
}
