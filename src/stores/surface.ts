import type { Settings } from './config.js';

/** The part of the configuration that what the visitor sees depends on; nothing in it bears a token. */
export type Surface = Pick<Settings,
  'environment' | 'publisherId' | 'loginUrl' | 'checkoutUrl' | 'accountUrl' | 'checkout' | 'trusted' | 'locale' | 'labels' | 'dataLayer' | 'onEvent'>;

/** What elements may know of the settings. One that is new is not among it until somebody names it here. */
export const surfaceOf = ({ environment, publisherId, loginUrl, checkoutUrl, accountUrl, checkout, trusted, locale, labels, dataLayer, onEvent }: Settings): Surface =>
  ({ environment, publisherId, loginUrl, checkoutUrl, accountUrl, checkout, trusted, locale, labels, dataLayer, onEvent });
