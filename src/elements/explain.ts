import { diagnosis, type Diagnosis } from '../stores/diagnosis.js';
import { splitIds } from '../stores/ids.js';
import type { Stores } from '../stores/stores.js';
import type { CleengGate } from './cleeng-gate.js';

/** The offers of a gate, or of all gates of the page. */
function offersOf(gate: Element | undefined): string[] {
  const gates = gate ? [gate] : [...document.querySelectorAll('cleeng-gate')];
  return [...new Set(gates.flatMap((one) => {
    const ids = splitIds((one as Partial<CleengGate>).offerId ?? '');
    return ids.length ? ids : [''];
  }))];
}

const advice: Readonly<Record<string, string>> = {
  'granted': 'Access is granted. There is nothing to do.',
  'checking': 'The service has not answered yet. If it stays like this, look at the network panel for requests to the address above.',
  'confirming': 'A purchase was reported, or a checkout came back. The service is asked again until it has learnt of it.',
  'no-token': 'No customer token was found. Log in, or check that the login leaves its token where the gate looks: localStorage, getToken() or a hosted widget.',
  'token-expired': 'The service refused the token, and it could not be renewed. Log in again.',
  'not-entitled': 'The service says that this customer has no right to the offer. Compare the offer id with the Cleeng dashboard, country suffix included, and look at what the customer bought.',
  'unknown-offer': 'The service does not know this offer. Compare the id, and whether environment and publisher are the right ones.',
  'inactive-offer': 'The offer is switched off in the Cleeng dashboard.',
  'blocked-country': 'The offer is not sold in the country that the service sees.',
  'too-many-devices': 'The account is in use on as many devices as it allows.',
  'network': 'The service could not be reached. Look for a blocked request (ad blocker, connect-src of the content security policy, offline).',
  'timeout': 'The service, or the source of the token, did not answer in time.',
  'service': 'The service answered with an error. A new attempt is made by itself.',
  'malformed': 'The answer was not what the service documents. Look whether a proxy changes it.',
  'misconfigured': 'Something in the configuration or the offer id cannot be. The console says what to write.',
};

const duration = (seconds: number): string => {
  const [unit, size] = ([['day', 86_400], ['hour', 3600], ['minute', 60]] as const).find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1] as const;
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.round(seconds / size), unit);
};

const rows = ({ access, reason, fromCache, grantAge, environment, publisherId, apiBase, tokenSource, tokenLife }: Diagnosis): [string, string][] => [
  ['Verdict', [access, reason && `(${reason})`, fromCache && 'from the stored grant'].filter(Boolean).join(' ')],
  ['Granted by the service', grantAge === null ? 'not within the last 24 hours' : duration(-grantAge)],
  ['Token', tokenSource ?? 'none found'],
  ...(tokenLife === null ? [] : [[tokenLife < 0 ? 'Token ended' : 'Token ends', duration(tokenLife)] as [string, string]]),
  ['Publisher', publisherId && environment ? `${publisherId}, ${environment}` : 'not configured'],
  ['Asked', apiBase ?? 'nobody yet'],
  ['What to do', advice[reason ?? access] ?? advice[access] ?? 'The console may say more.'],
];

const style = `
  dialog.cleeng-explain { position: fixed; inset: auto 0 0 auto; z-index: 2147483647; box-sizing: border-box; width: min(100vw, 30rem); max-height: 70dvh; margin: 0; padding: 1rem; border: 1px solid; overflow: auto; background: Canvas; color: CanvasText; color-scheme: light dark; font: 0.875rem/1.5 system-ui, sans-serif; text-align: start; direction: ltr; }
  .cleeng-explain h2 { margin: 1rem 0 0.25rem; font-size: 1rem; overflow-wrap: anywhere; }
  .cleeng-explain dl { display: grid; grid-template-columns: auto 1fr; gap: 0.125rem 1rem; margin: 0; }
  .cleeng-explain dt { font-weight: 600; }
  .cleeng-explain dd { margin: 0; overflow-wrap: anywhere; }
  .cleeng-explain button { min-width: 2.75rem; min-height: 2.75rem; font: inherit; }`;

const element = (name: string, text = ''): HTMLElement => Object.assign(document.createElement(name), { textContent: text });

function draw(all: readonly Diagnosis[]): Node {
  const piece = document.createDocumentFragment();
  if (!all.length) piece.append(element('p', 'There is no gate on this page.'));
  for (const diagnosis of all) {
    const list = element('dl');
    for (const [term, text] of rows(diagnosis)) list.append(element('dt', term), element('dd', text));
    piece.append(element('h2', diagnosis.offerId || '(no offer-id)'), list);
  }
  return piece;
}

let end: (() => void) | undefined;

/** Opens a panel for the author of the page that explains one gate or all, and keeps up with them until it is closed. */
export function showExplanation({ diagnose, $surface, clock }: Pick<Stores, 'diagnose' | '$surface' | 'clock'>, gate?: Element): void {
  end?.();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets.push(sheet);
  const dialog = Object.assign(document.createElement('dialog'), { className: 'cleeng-explain', lang: 'en', ariaLabel: 'Why is this locked?' });
  const close = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Close' });
  const body = element('div');
  const update = (): void => { body.replaceChildren(draw(offersOf(gate).map((offerId) => diagnosis(diagnose(offerId), $surface.value, clock.now())))); };
  const off = new AbortController();
  document.addEventListener('cleeng-access-change', update, off);
  dialog.addEventListener('keydown', ({ key }) => { if (key === 'Escape') end?.(); });
  close.onclick = () => end?.();
  end = () => {
    off.abort();
    dialog.close();
    dialog.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    end = undefined;
  };
  update();
  dialog.append(close, body);
  document.body.append(dialog);
  dialog.show();
}
