import type { Label } from './en.js';

/** The built-in texts of the library, in English. */
export const libraryEn = {
  'library': 'Your library',
  'library.filter': 'Show',
  'library.all': 'All',
  'library.unlocked': 'Unlocked',
  'library.locked': 'Locked',
  'library.checking': { one: '{count} still being checked', other: '{count} still being checked' },
  'library.shown': { one: '{count} title shown', other: '{count} titles shown' },
  'library.empty': 'Nothing here yet. What you buy appears here.',
  'library.none-unlocked': 'Nothing is unlocked yet.',
  'library.none-locked': 'Everything here is unlocked.',
  'library.signed-out': 'Log in to see what is yours.',
  'library.failed': 'Your library could not be loaded. Please try again.',
  'card.granted': 'Unlocked',
  'card.locked': 'Locked',
  'card.checking': 'Checking access',
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

/** The key of a text that a library says; one of them it shares with the gate. */
export type LibraryLabelKey = keyof typeof libraryEn | 'retry';
