/** Names that the package knows; a test compares them with the code that reads them. */

/** Attributes of each tag. */
export const attributes: Readonly<Record<string, readonly string[]>> = {
  'cleeng-gate': [
    'offer-id',
    'src',
    'sealed-src',
    'loading',
    'on-failure',
    'checkout-url',
    'login-url',
    'heading',
    'message',
    'preview-as',
  ],
  'cleeng-library': ['filter'],
};

/** Attributes that take one word of several. */
export const words: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'cleeng-gate': { loading: ['eager', 'lazy'], 'on-failure': ['keep', 'lock', 'open'] },
  'cleeng-library': { filter: ['all', 'unlocked', 'locked'] },
};

/** What a gate can be, and what `preview-as` takes. */
export const accessWords: readonly string[] = ['checking', 'signed-out', 'denied', 'confirming', 'granted', 'failed'];

/** Slots of each tag besides the default one. */
export const slots: Readonly<Record<string, readonly string[]>> = {
  'cleeng-gate': ['preview', 'prompt', 'heading', 'message', 'actions', 'checking', 'confirming', 'failed'],
  'cleeng-library': ['empty', 'none-unlocked', 'none-locked', 'signed-out', 'checking', 'failed'],
};

/** Configuration as `data-…` of the script tag, and the mark of a tag whose address does not tell. */
export const options = [
  'environment',
  'publisher-id',
  'api-base',
  'guard',
  'guard-cookie',
  'token-keys',
  'login-url',
  'checkout-url',
  'account-url',
  'checkout',
  'locale',
  'max-age',
  'consent',
  'data-layer',
];
export const mark = 'cleeng-gate';

/** Options that take one word. */
export const optionWords = { checkout: ['widget'], consent: ['required'] };

/** Configuration that only a script can give. */
export const scriptOptions = ['get-token', 'trusted-origins', 'labels', 'on-event', 'fetch'];

/** What a URL template may hold in braces. */
export const placeholders = ['offerId', 'returnUrl', 'locale', 'coupon'];

/** The words of `data-cleeng-when`; the second two are followed by a colon and offer ids. */
export const conditions = { alone: ['signed-in', 'signed-out'], withOffers: ['granted', 'locked'] };
