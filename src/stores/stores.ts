import type { ReadableAtom } from 'nanostores';
import type { Clock } from '../mediastore/clock.js';
import type { Author } from './author.js';
import type { Configuration } from './config.js';
import type { Hard } from './content.js';
import type { Findings } from './diagnosis.js';
import type { Access, Known } from './known.js';
import type { LibraryItem, Listing } from './library.js';
import type { OfferNews } from './offers.js';
import type { Session, SignIn } from './session.js';
import type { Surface } from './surface.js';

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
  /** The same for content that is not in the page: granted once it has been brought. */
  content(offerIds: string, strict: boolean, bring: () => Promise<Hard>): ReadableAtom<Known>;
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
  /** What is known of why one offer is open or not. */
  diagnose(offerId: string): Findings;
  readonly $surface: ReadableAtom<Surface | null | undefined>;
  readonly author: Author;
  readonly clock: Clock;
}
