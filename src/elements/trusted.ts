/** A page that demands Trusted Types lets a package name a script, or read HTML, through a policy of that package. */
export interface Policy {
  createScriptURL(address: string): string;
  createHTML(html: string): string;
}

const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } };
let made: Policy | undefined;

/** The package's policy, whose name may be taken only once; undefined where the browser knows none. */
export const policy = (): Policy | undefined => (made ??= trustedTypes?.createPolicy('cleeng-gate', { createScriptURL: (url) => url, createHTML: (html) => html }));

/** The address of a script of ours or of Cleeng's, fit for `script.src`. */
export const trusted = (address: string): string => policy()?.createScriptURL(address) ?? address;

/** An element that loads a module, with the nonce that the page's policy asks for; not yet on the page. */
export function moduleScript(address: string): HTMLScriptElement {
  const script = document.createElement('script');
  const { nonce } = document.querySelector<HTMLScriptElement>('script[nonce]') ?? script;
  return Object.assign(script, { type: 'module', nonce, src: trusted(address) });
}
