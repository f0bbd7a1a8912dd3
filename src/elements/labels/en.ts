/** A text; or one for each plural category of the language (`Intl.PluralRules`), chosen by `{count}`. */
export type Label = string | { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

/** The built-in texts, in English. `{…}` is filled in. */
export const en = {
  'signed-out': 'Read on with your subscription',
  'signed-out.message': 'Log in if you have access already.',
  'denied': 'This is for subscribers',
  'denied.message': 'Get access to go on.',
  'too-many-devices': 'Too many devices',
  'too-many-devices.message': 'Your account is in use on as many devices as it allows. Sign out on one of them, then try again.',
  'blocked-country': 'Not available where you are',
  'blocked-country.message': 'This cannot be offered in your country.',
  'unknown-offer': 'Not available',
  'unknown-offer.message': 'This offer does not exist any more.',
  'inactive-offer': 'Not on sale',
  'inactive-offer.message': 'This offer is not sold at the moment.',
  'confirming': 'Confirming your purchase',
  'confirming.message': 'This takes a few seconds. You need not do anything.',
  'confirming.slow': 'This takes longer than usual. Your purchase is safe; there is no need to buy again.',
  'failed': 'We could not check your access',
  'failed.message': 'This is not your fault, and you need not pay again. Please try once more.',
  'granted': 'Unlocked',
  'checking': 'Checking your access',
  'buy': 'Get access',
  'login': 'Log in',
  'retry': 'Try again',
  'recheck': 'Check again',
  'price.period': '{price} / {period}',
  'price.rental': '{price} for {period}',
  'price.season': '{price} for the season',
  'price.until': '{price} until {date}',
  'price.free': 'Free',
  'trial': '{trial} free, then {price}',
  'choice': 'Choose what suits you',
  'close': 'Close',
  'widget.failed': 'This could not be loaded. Please close it and try again.',
} satisfies Readonly<Record<string, Label>>;

/** The key of a text that the page may replace. */
export type LabelKey = keyof typeof en;
