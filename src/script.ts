import type { Configuration } from './stores/config.js';

/** What may be said on the script tag as `data-…`; functions and lists of origins come from script only. */
const attributes = ['environment', 'publisherId', 'apiBase', 'tokenKeys', 'loginUrl', 'checkoutUrl', 'locale', 'maxAge'] as const;

/** The tag that loaded this module; behind a redirect or in a bundle, `data-cleeng-gate` marks it. */
export function ownScript(document: Document | undefined, address: string): HTMLScriptElement | undefined {
  const scripts = [...(document?.querySelectorAll<HTMLScriptElement>('script[type=module],script[data-cleeng-gate]') ?? [])];
  return scripts.find(({ src }) => src === address) ?? scripts.find((script) => script.hasAttribute('data-cleeng-gate'));
}

/** The configuration that a script tag's attributes spell. */
export const readAttributes = (script: HTMLScriptElement): Configuration =>
  Object.fromEntries(attributes.filter((name) => name in script.dataset).map((name) => [name, script.dataset[name]]));
