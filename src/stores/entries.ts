import type { ReadableAtom } from 'nanostores';
import type { MediaStore } from '../mediastore/client.js';
import type { DenialReason, Entitlement } from '../mediastore/types.js';
import type { Known } from './known.js';
import type { Purchases } from './purchases.js';
import type { SessionKeeper } from './session.js';
import type { Grant, Verdicts } from './verdicts.js';
import type { World } from './world.js';

/** What the page knows of one offer, and how it comes to know it. */
export interface Entry {
  /** Any of them opens; more than one only where content depends on all of them together. */
  readonly offerIds: readonly string[];
  readonly $known: ReadableAtom<Known>;
  /** Asks the service past every cache, now; an answer that somebody already waits for is followed by another. */
  ask(): Promise<void>;
  /** Whatever is due by now; twice a second. */
  beat(): void;
  /** The page is looked at again. */
  wake(): void;
  /** The customer is another, or the configuration. Nothing is asked unless somebody listens. */
  restart(listening: boolean): void;
  /** The same customer has another token. */
  renewed(): void;
  /** A purchase was reported that may be about this offer. */
  confirm(): void;
  /** The offer call refused for a reason that payment does not mend. */
  learn(reason: DenialReason): void;
}

/** A verdict, and what came with it. */
export interface Said extends Entitlement {
  /** Premium content that this very answer brought. */
  readonly content?: unknown;
  /** Nobody said it now: what was kept from an earlier answer has opened. */
  readonly stored?: boolean;
}

/** What an entry is given. */
export interface EntrySurroundings {
  readonly world: World;
  readonly session: SessionKeeper;
  readonly verdicts: Pick<Verdicts, 'read' | 'drop'> & { keep(customer: string, offerId: string, grant: Grant, said: Said): void };
  readonly purchases: Purchases;
  readonly mediaStore: () => { entitlement(...question: Parameters<MediaStore['entitlement']>): Promise<Said> };
  readonly maxAge: () => number;
  /** undefined while nobody has configured, null when misconfigured. */
  readonly configured: () => unknown;
  readonly limit: <T>(task: () => Promise<T>) => Promise<T>;
  readonly alive: () => boolean;
  readonly changed: (known: Known) => void;
  /** Holds the pulse and lists the entry while somebody listens. */
  readonly hold: (entry: Entry) => () => void;
}
