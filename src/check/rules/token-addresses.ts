import { hosts } from '../../mediastore/client.js';
import type { Environment } from '../../mediastore/types.js';
import { error, quoted, warning, type Finding } from '../finding.js';
import { anywhere, type Loader, type Page } from '../page.js';
import { at, attribute } from '../tree.js';

const isLocal = (url: URL): boolean =>
  url === anywhere || /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);

/** What the page may mean. Where its environment is no word, that is another finding, and no second one follows from it. */
const possible = (environment: string | undefined): readonly Environment[] =>
  environment === 'sandbox' || environment === 'production' ? [environment] : ['sandbox', 'production'];

/** Whether a page there may send a token to an address, by what the tag alone says. */
function mayReceiveTokens(url: URL, environments: readonly Environment[], page: URL): boolean {
  if (url.origin === page.origin) return true;
  return (
    environments.some((environment) => hosts(environment).includes(url.origin)) ||
    (environments.includes('sandbox') && isLocal(url) && isLocal(page))
  );
}

function* wrongAddress({ element }: Loader, name: string, page: URL): Generator<Finding> {
  const value = attribute(element, name);
  if (!value) return;
  const url = URL.canParse(value, page.href) ? new URL(value, page) : undefined;
  if (url && mayReceiveTokens(url, possible(attribute(element, 'data-environment')), page)) return;
  const instead = `${name}="/…", or configure({ trustedOrigins: ['${url?.origin ?? 'https://…'}'] }) in a script`;
  const unsure = url && page === anywhere;
  yield unsure
    ? warning(
        'token-address',
        at(element, name),
        `${quoted(value)} may receive tokens only on a page of its own origin.`,
        instead,
      )
    : error(
        'token-address',
        at(element, name),
        `${quoted(value)} may not receive tokens, so every gate fails as misconfigured.`,
        instead,
      );
}

/** The guard and another API are asked with the customer's token, which attributes may not send anywhere. */
export function* tokenAddresses({ scripts, inlineScripts, address }: Page): Generator<Finding> {
  if (/\btrustedOrigins\b/.test(inlineScripts)) return;
  for (const loader of scripts) {
    for (const name of ['data-guard', 'data-api-base']) yield* wrongAddress(loader, name, address);
  }
}
