/** A page that demands Trusted Types lets a package name a script through a policy of that package. */
interface Policy {
  createScriptURL(address: string): string;
}

const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } };
let policy: Policy | undefined;

/** The address of a script of ours or of Cleeng's, fit for `script.src`. The policy's name may be taken only once. */
export function trusted(address: string): string {
  policy ??= trustedTypes?.createPolicy('cleeng-gate', { createScriptURL: (url) => url });
  return policy?.createScriptURL(address) ?? address;
}

/** An element that loads a module, with the nonce that the page's policy asks for; not yet on the page. */
export function moduleScript(address: string): HTMLScriptElement {
  const script = document.createElement('script');
  const { nonce } = document.querySelector<HTMLScriptElement>('script[nonce]') ?? script;
  return Object.assign(script, { type: 'module', nonce, src: trusted(address) });
}
