import { texts, type Configuration } from './stores/config.js';

/** Whether a tag loads this address; a `<base>` that stands after the tag changes what `src` says, not what was loaded. */
const loads = (address: string) => (script: HTMLScriptElement): boolean => {
  const written = script.getAttribute('src') ?? '';
  const { URL: page } = script.ownerDocument;
  return script.src === address || (URL.canParse(written, page) && new URL(written, page).href === address);
};

/** The tag that loaded this module, itself or through the library beside it; behind a redirect or in a bundle, `data-cleeng-gate` marks it. */
export function ownScript(document: Document | undefined, address: string): HTMLScriptElement | undefined {
  const scripts = [...(document?.querySelectorAll<HTMLScriptElement>('script[type=module],script[data-cleeng-gate]') ?? [])];
  const library = address.replace(/[^/]*$/, 'cleeng-library.js');
  return scripts.find((script) => loads(address)(script) || loads(library)(script)) ?? scripts.find((script) => script.hasAttribute('data-cleeng-gate'));
}

/** The configuration that a script tag's attributes spell. */
export const readAttributes = (script: HTMLScriptElement): Configuration =>
  Object.fromEntries(texts.filter((name) => name in script.dataset).map((name) => [name, script.dataset[name]]));
