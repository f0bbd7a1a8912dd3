import { atom, onMount } from 'nanostores';
import { MediaStoreError } from '../mediastore/errors.js';
import type { DenialReason } from '../mediastore/types.js';
import type { Entry, EntrySurroundings, Said } from './entries.js';
import { createRound, type Round } from './confirming.js';
import { reasonOf, sameKnown, type Known, type Reason } from './known.js';
import { isRefused, question, type Outcome } from './question.js';
import { isCredential } from './session.js';
import type { Credential } from './tokens.js';
import { longestStand, type Grant } from './verdicts.js';

/** Waits in milliseconds: after an answer that was none; after a denial; after an old answer from a guard's memory. */
const retries = [1000, 4000, 15_000], denialAge = 5000, soonest = 60_000;

/** The entry of one offer, or of some that open together. Late answers for an old customer or token are dropped by `generation`. */
export function createEntry(offerIds: readonly string[], given: EntrySurroundings): Entry {
  const { world: { clock, random }, session, verdicts, purchases } = given;
  const [offerId = ''] = offerIds;
  const plain: Known = { offerId, access: 'checking', reason: null, expiresAt: null, fromCache: false };
  const $known = atom<Known>(plain);
  let generation = 0;
  let abort = new AbortController();
  let flight: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let grant: Grant | null = null;
  let round: Round | undefined;
  let refusal: DenialReason | undefined;
  let failures = 0;
  let askedAt = -Infinity;
  let dueAt = Infinity;
  let notBefore = -Infinity;

  const show = (known: Partial<Known>): void => {
    const value = { ...plain, ...known };
    if (sameKnown($known.value, value)) return;
    $known.set(value);
    given.changed(value);
  };
  const access = (): Known['access'] => $known.value.access;
  const customer = (): string => {
    const who = session.who();
    return isCredential(who) ? who.claims.customerId : '';
  };
  const standing = (): Grant | null => (grant && clock.now() - grant.at <= longestStand ? grant : null);

  const showUnanswered = (word: 'checking' | 'failed', reason: Reason | null): void => {
    const held = standing();
    if (held) show({ access: 'granted', expiresAt: held.expiresAt, fromCache: true, otherwise: { access: word, reason } });
    else show({ access: word, reason });
  };

  const granted = (said: Said): void => {
    const { expiresAt, age = 0, stored = false } = said;
    const before = purchases.prospect(...offerIds);
    if (before && (round || before.named || !grant)) purchases.settle();
    const now = clock.now();
    grant = { at: now - age * 1000, expiresAt };
    verdicts.keep(customer(), offerId, grant, said);
    round = undefined;
    failures = 0;
    // A guard may remember longer than the page; that is no reason to ask it without end.
    dueAt = Math.max(grant.at + given.maxAge(), stored ? 0 : now + Math.min(given.maxAge(), soonest));
    show({ access: 'granted', expiresAt, fromCache: stored });
  };

  const denied = (reason: DenialReason): void => {
    verdicts.drop(customer(), offerId);
    grant = null;
    failures = 0;
    dueAt = Infinity;
    const prospect = reason === 'not-entitled' ? purchases.prospect(...offerIds) : undefined;
    if (prospect) round ??= createRound(prospect);
    const again = round?.next(clock.now());
    if (round && again) {
      dueAt = again;
      return show({ access: 'confirming', slow: round.slow });
    }
    if (round) purchases.settle(round.kind);
    round = undefined;
    show({ access: 'denied', reason: (reason === 'not-entitled' ? refusal : undefined) ?? reason });
  };

  const unanswered = (error: MediaStoreError): void => {
    const wait = error.retryAfter === undefined ? retries[failures] : error.retryAfter * 1000;
    failures++;
    notBefore = error.retryAfter === undefined ? -Infinity : clock.now() + error.retryAfter * 1000;
    dueAt = clock.now() + (wait === undefined ? Math.max(given.maxAge(), 60_000) : wait * (1 + random() / 10));
    if (error.code === 'malformed') {
      // Perhaps it was about somebody else because somebody else is here.
      const born = generation;
      session.sync();
      return born === generation ? show({ access: 'failed', reason: 'malformed' }) : undefined;
    }
    const again = round?.next(clock.now());
    if (again) return void (dueAt = again);
    round = undefined;
    showUnanswered('failed', reasonOf(error.code));
  };

  const attempt = async (fresh: boolean): Promise<void> => {
    const born = generation;
    const { signal } = abort;
    const put = async ({ jwt, claims }: Credential) => given.mediaStore().entitlement(offerId, jwt, claims.customerId, signal, fresh);
    let outcome: Outcome<Said> | MediaStoreError;
    try {
      outcome = await given.limit(async () => (signal.aborted ? null : question(session, put, signal)));
    } catch (error) {
      outcome = error instanceof MediaStoreError ? error : new MediaStoreError('service', { cause: error });
    }
    if (born !== generation || !outcome) return;
    askedAt = clock.now();
    if (outcome instanceof MediaStoreError) unanswered(outcome);
    else if (isRefused(outcome)) session.refuse(outcome);
    else if (outcome.accessGranted) granted(outcome);
    else denied(outcome.reason ?? 'not-entitled');
  };

  const ask = async (fresh = purchases.prospect(...offerIds) !== undefined): Promise<void> => {
    if (!isCredential(session.who()) || session.refused()) return;
    dueAt = Infinity;
    const born = generation;
    flight = attempt(fresh).finally(() => { if (born === generation) flight = undefined; });
    return flight;
  };

  /** What can be said at once, from memory; true when the service is to be asked. */
  const begin = (): boolean => {
    const who = session.who();
    const ready = given.configured();
    if (ready === null) return show({ access: 'failed', reason: 'misconfigured' }), false;
    if (!ready || who === undefined) return show({ access: 'checking' }), false;
    if (who === null) return show({ access: 'signed-out', reason: 'no-token' }), false;
    if (!isCredential(who)) return show({ access: 'failed', reason: who.failed }), false;
    if (session.refused()) return show({ access: 'signed-out', reason: 'token-expired' }), false;
    grant ??= verdicts.read(who.claims.customerId, offerId);
    const age = grant ? clock.now() - grant.at : Infinity;
    if (!grant || age >= given.maxAge()) return showUnanswered('checking', null), true;
    dueAt = grant.at + given.maxAge();
    show({ access: 'granted', expiresAt: grant.expiresAt, fromCache: true });
    return false;
  };
  const start = (): void => {
    if (!begin()) return;
    if (given.alive()) void ask();
    else dueAt = -Infinity;
  };

  const entry: Entry = {
    offerIds,
    $known,
    async ask() {
      if (!flight) return ask(true);
      return (next ??= flight.then(async () => {
        next = undefined;
        return ask(true);
      }));
    },
    beat() {
      if (access() === 'granted' && !standing()) {
        show({ access: 'checking' });
        dueAt = -Infinity;
      }
      if (!flight && clock.now() >= dueAt && given.alive()) void ask();
    },
    wake() {
      const now = clock.now();
      const due = access() === 'denied' ? (purchases.prospect(...offerIds) ? -Infinity : askedAt + denialAge) : access() === 'failed' ? notBefore : Infinity;
      if (now >= due) dueAt = -Infinity;
      entry.beat();
    },
    restart(listening) {
      generation++;
      abort.abort();
      abort = new AbortController();
      flight = next = round = refusal = undefined;
      grant = null;
      failures = 0;
      dueAt = Infinity;
      askedAt = -Infinity;
      if (listening) start(); else show({});
    },
    renewed() {
      if (session.refused()) {
        generation++;
        flight = undefined;
        show({ access: 'signed-out', reason: 'token-expired' });
      } else if (access() === 'signed-out') start();
      else if (access() === 'denied' || access() === 'failed') void entry.ask();
    },
    confirm() {
      const prospect = purchases.prospect(...offerIds);
      if (prospect && (access() === 'denied' || access() === 'confirming')) {
        round = createRound(prospect);
        show({ access: 'confirming' });
      }
      void entry.ask();
    },
    learn(reason) {
      // One of several that cannot be bought says nothing of the others.
      if (offerIds[1]) return;
      refusal = reason;
      if ($known.value.reason === 'not-entitled') show({ access: 'denied', reason });
    },
  };

  onMount($known, () => {
    const release = given.hold(entry);
    // A grant or denial of a moment ago, from before the last listener left, needs no new question.
    const young = clock.now() - askedAt < (access() === 'granted' ? given.maxAge() : denialAge);
    if (!flight && !(young && customer())) start();
    return release;
  });
  return entry;
}
