import { atom, computed } from 'nanostores';
import { isOfferId, looksLikeOfferId } from '../mediastore/offer-id.js';
import { createAuthor } from './author.js';
import { createConfig, type Settings } from './config.js';
import { diagnosis } from './diagnosis.js';
import { createEntry, type Entry } from './entry.js';
import { splitIds } from './ids.js';
import type { Access } from './known.js';
import { createLibrary } from './library.js';
import { createOffers } from './offers.js';
import { createPulse } from './pulse.js';
import { createPurchases } from './purchases.js';
import { hearSdk } from './sdk.js';
import { createService } from './service.js';
import { createSession, isCredential } from './session.js';
import { safeStorage } from './storage.js';
import type { Stores } from './stores.js';
import { surfaceOf, type Surface } from './surface.js';
import { createUnlocked } from './unlocked.js';
import { createVerdicts } from './verdicts.js';
import { createWatch } from './watch.js';
import type { World } from './world.js';

/** Builds the stores of a page. Nothing happens until somebody listens to one of them. */
export function createStores(world: World): Stores {
  const { clock, window } = world;
  const author = createAuthor(world.log);
  const config = createConfig(world, author);
  const settings = (): Settings | null | undefined => config.$settings.value;
  const local = safeStorage(world.localStorage);
  const entries = new Map<string, Entry>();
  const mounted = new Set<Entry>();
  const service = createService(world, settings);
  const { mediaStore, limit } = service;
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

  const hold = (): (() => void) => {
    const release = pulse.hold();
    if (!holds++) {
      stores.hearPurchases();
      config.expect();
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
  const unlocked = createUnlocked(library.$library);

  const $surface = atom<Surface | null | undefined>();
  config.$settings.listen((now) => {
    $surface.set(now && surfaceOf(now));
    service.restart();
    if (holds) session.restart();
  });

  const entryOf = (offerId: string): Entry => {
    let entry = entries.get(offerId);
    if (entry) return entry;
    if (!looksLikeOfferId(offerId)) author('unlike-offer-id', offerId);
    entry = createEntry(offerId, {
      world, session, verdicts, purchases, mediaStore,
      limit: service.limitQuestion,
      maxAge: () => settings()?.maxAge ?? 0,
      configured: () => (settings() === undefined ? undefined : settings() !== null),
      alive: () => pulse.alive,
      changed: (known) => { unlocked.note(known); },
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

  const stores: Stores = {
    configure: (configuration) => { config.configure(configuration); },
    $session: session.$session,
    $presence: session.$presence,
    $unlocked: unlocked.$unlocked,
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
    watch: createWatch(entryOf, author),
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
      const who = session.peek();
      const customer = isCredential(who) ? who : null;
      const grant = customer && verdicts.read(customer.claims.customerId, offerId);
      return diagnosis(offerId, clock.now(), { known: stores.watch(offerId).value, settings: settings(), customer, grant });
    },
    hearPurchases() {
      if (hearing || !window) return;
      hearing = true;
      hearSdk(window, {
        bought(named) {
          const denied = [...entries].filter(([, { $known }]) => /denied|confirming/.test($known.value?.access ?? '')).map(([id]) => id);
          const begun = purchases.begun();
          purchases.bought(named ? [named] : begun.length ? begun : denied);
          for (const entry of mounted) entry.confirm();
          void library.reload(false);
        },
        changed() {
          session.sync();
          for (const entry of mounted) void entry.ask();
        },
      });
    },
  };
  let hearing = false;
  let consented: boolean | undefined;
  return stores;
}
