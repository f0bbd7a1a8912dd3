import type { Clock } from '../mediastore/clock.js';
import { MediaStoreError } from '../mediastore/errors.js';
import { within } from '../sources/deadline.js';
import { withoutSecrets, type Log } from '../wire/log.js';
import type { Sink } from './sink.js';
import type { BridgeStore } from './store.js';

/** A sink that may not be used, and why, in words for an operator. */
export interface Refusal {
  readonly sink: string;
  readonly why: string;
  /** Unix seconds since when. */
  readonly since: number;
}

/** Which sinks may be used. */
export interface Clearance {
  /** The sinks, which do nothing before they may be used: what they are told until then is `stuck`. */
  readonly sinks: readonly Sink[];
  /** Asks those that have not said yet that they may be used; one that has said no, not again within a minute. */
  look(): Promise<void>;
  refusals(): readonly Refusal[];
  /**
   * Asks each minute those that have refused, and calls back when there may be something to do again.
   *
   * @returns ends that
   */
  keepAsking(cleared: () => void): () => void;
}

interface Surroundings {
  readonly store: Pick<BridgeStore, 'markStuck'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds that a sink may take to say whether it may be used. */
  readonly deadline: number;
}

/** Milliseconds between two questions to a sink that refuses. */
const patience = 60_000;

/** Problems that are about us and not about a right: what they stopped goes on as soon as the sink may be used. */
const ours: readonly string[] = ['credentials', 'misconfigured', 'refused'];

const wordsOf = (error: unknown): string =>
  (error instanceof MediaStoreError && error.code === 'timeout' ? 'no answer in time' : withoutSecrets(error instanceof Error ? error.message : String(error)).slice(0, 300));

/** What is kept of one sink. */
interface Standing {
  readonly sink: Sink;
  /** Asks it, unless it may be used or has refused a minute ago at most. */
  readonly look: () => Promise<void>;
  readonly refusal: () => Refusal | undefined;
}

/** @param refused called when the sink has said no, to ask again later */
function clear(sink: Sink, { store, clock, log, deadline }: Surroundings, refused: () => void): Standing {
  const { name } = sink;
  let cleared = false;
  let refusal: Refusal | undefined;
  let askedAt = -Infinity;
  let asking: Promise<void> | undefined;

  const refuse = (why: string): void => {
    if (refusal?.why !== why) log('error', 'bridge.sink-refused', { sink: name, why });
    refusal = { sink: name, why, since: refusal?.since ?? Math.floor(clock.now() / 1000) };
    cleared = false;
    refused();
  };
  const ask = async (): Promise<void> => {
    askedAt = clock.now();
    try {
      await within({ clock, deadline }, async (signal) => sink.start?.({ signal }));
    } catch (error) {
      refuse(wordsOf(error));
      return;
    }
    // Not when it was cleared all along: what it refuses for our sake all the same is for a person.
    if (!cleared) await store.markStuck(name, ours);
    if (refusal) log('info', 'bridge.sink-cleared', { sink: name });
    [cleared, refusal] = [true, undefined];
  };
  const askOnce = async (): Promise<void> => asking ??= ask().finally(() => { asking = undefined; });
  const isRecent = (): boolean => clock.now() < askedAt + patience;
  const look = async (): Promise<void> => {
    if (!cleared && (asking || !refusal || !isRecent())) await askOnce();
  };
  const guarded = (tell: Sink['grant']): Sink['grant'] => async (right, call) => {
    await look();
    call?.signal?.throwIfAborted();
    if (!cleared) return { outcome: 'stuck', problem: { code: 'refused', message: refusal?.why ?? 'it is not known whether it may be used' } };
    const applied = await tell(right, call);
    // That may be about this right alone, so the sink is asked about the whole before others are kept from it.
    if (applied.outcome === 'stuck' && ours.includes(applied.problem.code) && !isRecent()) await askOnce();
    return applied;
  };
  return {
    sink: { ...sink, grant: guarded(async (...args) => sink.grant(...args)), revoke: guarded(async (...args) => sink.revoke(...args)) },
    look,
    refusal: () => refusal,
  };
}

/**
 * Keeps sinks from being used before they have said that they may be: not beside another integration that writes the
 * same rows, not with a token that is refused. One that refuses keeps no other from working. It is asked again each
 * minute, and what was stuck for its refusal goes on at once when it may be used, as it does after a start.
 */
export function createClearance(sinks: readonly Sink[], surroundings: Surroundings): Clearance {
  const { clock, log } = surroundings;
  let onCleared: (() => void) | undefined;
  let cancel: (() => void) | undefined;
  const each = sinks.map((sink) => clear(sink, surroundings, () => { later(); }));
  const look = async (): Promise<void> => { await Promise.all(each.map(async (one) => one.look())); };
  /** Somebody has to ask again also when nobody has anything to tell. */
  function later(): void {
    if (!onCleared || cancel) return;
    cancel = clock.after(patience, () => {
      cancel = undefined;
      look().then(() => onCleared?.(), (error: unknown) => { log('error', 'bridge.sink-unasked', { reason: String(error) }); }).finally(() => { if (refusals().length) later(); });
    });
  }
  const refusals = (): readonly Refusal[] => each.flatMap(({ refusal }) => refusal() ?? []);
  return {
    sinks: each.map(({ sink }) => sink),
    look,
    refusals,
    keepAsking(cleared) {
      onCleared = cleared;
      if (refusals().length) later();
      return () => {
        onCleared = undefined;
        cancel?.();
        cancel = undefined;
      };
    },
  };
}
