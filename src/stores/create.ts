import { atom, computed, onMount } from 'nanostores';
import { exchange } from '../mediastore/request.js';
import { isOfferId, looksLikeOfferId } from '../mediastore/offer-id.js';
import { createAuthor } from './author.js';
import { createConfig, type Settings } from './config.js';
import { createContent } from './content.js';
import { createEntry } from './entry.js';
import type { Entry, EntrySurroundings } from './entries.js';
import { splitIds } from './ids.js';
import { strictly, type Access } from './known.js';
import { createLibrary } from './library.js';
import { createOffers } from './offers.js';
import { createPulse } from './pulse.js';
import { createPurchases } from './purchases.js';
import { hearSdk } from './sdk.js';
import { readOnly } from './read-only.js';
import { createService } from './service.js';
import { createSession, isCredential } from './session.js';
import { safeStorage } from './storage.js';
import type { Stores } from './stores.js';
import { surfaceOf, type Surface } from './surface.js';
import { createUnlocked } from './unlocked.js';
import { createVerdicts, longestStand } from './verdicts.js';
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
  let cookie: Promise<void> | undefined;

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
        world.forgetKeys();
        purchases.settle();
      }
      // Readers log out on pages without a gate, too; the next gate hears of nobody before.
      if (!before && now === null) world.forgetKeys();
      if (!before) purchases.comeBack();
      for (const entry of all()) entry.restart(mounted.has(entry));
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
      for (const entry of all()) {
        if (!entry.offerIds.includes(offerId)) continue;
        if (news === 'owned') void entry.ask();
        else entry.learn(news);
      }
    },
  });
  const library = createLibrary({ session, mediaStore, hold, now: () => clock.now() });
  const unlocked = createUnlocked(library.$library);

  const $surface = atom<Surface | null | undefined>();
  config.$settings.listen((now) => {
    $surface.set(now && surfaceOf(now));
    service.restart();
    if (now?.guardCookie !== undefined) cookie ??= import('./guard.js').then(({ keepCookie }) => {
      keepCookie({ session, settings, clock, author, exchange, fetch: service.guard().fetch, storage: local, location: world.location });
    }, () => undefined);
    if (holds) session.restart();
  });

  const makeEntry = (offerIds: readonly string[], otherwise: Partial<EntrySurroundings> = {}): Entry => {
    for (const id of offerIds) if (!looksLikeOfferId(id)) author('unlike-offer-id', id);
    return createEntry(offerIds, {
      world, session, verdicts, purchases, mediaStore, maxAge,
      limit: service.limitQuestion,
      configured: settings,
      alive: () => pulse.alive,
      hold(self) {
        mounted.add(self);
        const release = hold();
        return () => {
          mounted.delete(self);
          release();
        };
      },
      ...otherwise,
      changed(known) {
        unlocked.note(known);
        otherwise.changed?.(known);
      },
    });
  };
  const maxAge = (): number => settings()?.maxAge ?? 0;
  const entryOf = (offerId: string): Entry => {
    let entry = entries.get(offerId);
    if (!entry) entries.set(offerId, (entry = makeEntry([offerId])));
    return entry;
  };
  const all = (): Set<Entry> => new Set([...entries.values(), ...mounted]);

  const stores: Stores = {
    configure: (configuration) => { config.configure(configuration); },
    $session: readOnly(session.$session),
    $presence: readOnly(session.$presence),
    $unlocked: readOnly(unlocked.$unlocked),
    $library: readOnly(library.$library),
    $listing: readOnly(library.$listing),
    $surface: readOnly($surface),
    author,
    clock,
    signIn: (tokens) => { session.signIn(tokens); },
    signOut: async () => session.signOut(),
    accessTo(offerIds) {
      if (typeof offerIds !== 'string') throw new TypeError('accessTo() takes an offer id, or several separated by spaces');
      return computed(stores.watch(offerIds), ({ access, reason, expiresAt, fromCache }): Access => ({ access, reason, expiresAt, fromCache }));
    },
    async refresh(offerIds) {
      const asked = offerIds ? splitIds(offerIds).filter(isOfferId).flatMap((id) => {
        const watched = [...mounted].filter((entry) => entry.offerIds.includes(id));
        return watched[0] ? watched : entryOf(id);
      }) : [...mounted];
      session.sync();
      // Whoever sold on this very page has nowhere to come back from.
      purchases.comeBack();
      await Promise.all([...[...new Set(asked)].map(async (entry) => entry.ask()), ...(offerIds ? [] : [library.reload(false)])]);
    },
    watch: createWatch(entryOf, author),
    content(offerIds, strict, bring) {
      const ids = splitIds(offerIds);
      if (!ids.length || !ids.every(isOfferId)) return stores.watch(offerIds);
      const own = createContent({
        bring, author, clock,
        guard: service.guard,
        offerIds: ids,
        mediaStore,
        maxAge: () => (strict ? maxAge() : longestStand),
      });
      const { $known, restart } = makeEntry(ids, {
        verdicts: own,
        mediaStore: () => own,
        changed: own.changed,
        configured() {
          const now = settings();
          return now && (now.guard || (author('no-guard'), null));
        },
      });
      onMount($known, () => () => { restart(false); });
      return readOnly(strict ? computed($known, strictly) : $known);
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
      const who = session.peek();
      const customer = isCredential(who) ? who : null;
      return {
        offerId,
        known: ([...mounted].find((entry) => entry.offerIds.includes(offerId))?.$known ?? stores.watch(offerId)).value,
        grantAt: customer && verdicts.read(customer.claims.customerId, offerId)?.at,
        apiBase: settings()?.apiBase,
        tokenSource: customer && customer.where,
        tokenEnd: customer && customer.claims.expiresAt,
      };
    },
    hearPurchases() {
      if (hearing || !window) return;
      hearing = true;
      hearSdk(window, {
        bought(named) {
          const denied = [...all()].filter(({ $known }) => /denied|confirming/.test($known.value?.access ?? '')).flatMap((entry) => entry.offerIds);
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
