import type { Label } from './en.js';

/** The built-in texts of the library, in English. */
export const libraryEn = {
  'library.filter': 'Show',
  'library.all': 'All',
  'library.unlocked': 'Unlocked',
  'library.locked': 'Locked',
  'library.checking': { one: '{count} still being checked', other: '{count} still being checked' },
  'library.shown': { one: '{count} title shown', other: '{count} titles shown' },
  'library.none-unlocked': 'Nothing is unlocked yet.',
  'library.none-locked': 'Everything here is unlocked.',
  'library.signed-out': 'Log in to see what is yours.',
  'card.granted': 'Unlocked',
  'card.locked': 'Locked',
  'card.checking': 'Checking access',
} satisfies Readonly<Record<string, Label>>;

/** The built-in texts of a library's list of what is owned, in English. */
export const ownedEn = {
  'library': 'Your library',
  'library.empty': 'Nothing here yet. What you buy appears here.',
  'library.failed': 'Your library could not be loaded. Please try again.',
  'owned.active': 'Active',
  'owned.trial': 'Free trial',
  'owned.cancelled': 'Cancelled',
  'owned.expired': 'Expired',
  'owned.grace': 'Payment failed: update your card',
  'owned.renews': 'Renews on {date}',
  'owned.ends': 'Ends on {date}',
  'owned.ended': 'Ended on {date}',
  'owned.account': 'Manage your account',
  'owned.managed': 'Managed in {store}',
} satisfies Readonly<Record<string, Label>>;

/** The key of a text that a library says. */
export type LibraryLabelKey = keyof typeof libraryEn;

/** The key of a text of its list, which shares some with the library and the gate. */
export type OwnedLabelKey = keyof typeof ownedEn | 'library.signed-out' | 'retry';
