import type { Surface } from '../stores/surface.js';
import type { LabelKey } from './labels/en.js';
import type { Wording } from './wording.js';

/** What Cleeng's hosted widgets can be opened for. */
export type WidgetKind = 'checkout' | 'login';

/** All that a dialog with a hosted widget needs; the module imports types alone, for it is loaded by itself. */
export interface WidgetOptions {
  readonly kind: WidgetKind;
  readonly surface: Pick<Surface, 'environment' | 'publisherId'>;
  readonly offerId: string;
  readonly wording: Pick<Wording<LabelKey>, 'lang' | 'locale' | 'say'>;
  /** Makes a script element for an address. */
  readonly script: (address: string) => HTMLScriptElement;
  /** The dialog is gone, whoever closed it. */
  readonly closed: () => void;
}

/** Where Cleeng serves the script of its widgets; it may come from nowhere else. */
const hosts = { sandbox: 'widgets.sandbox.cleeng.com', production: 'widgets.prod.cleeng.com' } as const;

const style = `
  dialog.cleeng-widget { box-sizing: border-box; width: min(100vw, 34rem); max-width: none; max-height: 100dvh; padding: 0; border: 0; border-radius: 0.75rem; overflow: auto; }
  dialog.cleeng-widget::backdrop { background: rgb(0 0 0 / 0.6); }
  dialog.cleeng-widget > button { display: block; margin-inline-start: auto; min-width: 2.75rem; min-height: 2.75rem; padding: 0 1rem; border: 0; background: none; color: inherit; font: inherit; cursor: pointer; }
  dialog.cleeng-widget > [data-cleeng-widget] { min-height: 20rem; }
  dialog.cleeng-widget > [role=alert] { margin: 0; padding: 0 1rem 1rem; }
  @media (max-width: 34rem) { dialog.cleeng-widget { height: 100dvh; margin: 0; border-radius: 0; } }`;

let dressed = false;

/** Adopted, because a strict policy takes no style element. */
function dress(): void {
  if (dressed) return;
  dressed = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets.push(sheet);
}

/** Adds Cleeng's script unless the page has it already, or has its widgets from elsewhere (a stand-in). */
function bringScript({ surface: { environment }, script }: WidgetOptions, failed: () => void): void {
  const address = `https://${hosts[environment]}/cleeng.js`;
  if ('cleeng' in globalThis || document.querySelector(`script[src="${address}"]`)) return;
  const added = script(address);
  added.dataset['cleengDialog'] = '';
  added.onerror = () => {
    added.remove();
    failed();
  };
  document.head.append(added);
}

/** Opens a modal dialog with a hosted widget; the returned function closes it. */
export function openWidget(options: WidgetOptions): () => void {
  const { kind, surface: { publisherId }, offerId, wording: { lang, locale, say }, closed } = options;
  dress();
  const dialog = document.createElement('dialog');
  const close = document.createElement('button');
  const place = document.createElement('div');
  dialog.className = 'cleeng-widget';
  dialog.ariaLabel = say(kind === 'login' ? 'login' : 'buy');
  Object.assign(close, { lang, dir: 'auto', type: 'button', textContent: say('close'), onclick: () => { dialog.close(); } });
  Object.assign(place.dataset, { cleengWidget: kind, cleengPublisherId: publisherId, cleengLanguage: locale });
  if (kind === 'checkout') place.dataset['cleengOfferId'] = offerId;
  dialog.append(close, place);
  dialog.addEventListener('close', () => {
    dialog.remove();
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
  bringScript(options, () => {
    const notice = document.createElement('p');
    Object.assign(notice, { lang, dir: 'auto', role: 'alert', textContent: say('widget.failed') });
    place.replaceWith(notice);
  });
  return () => { dialog.close(); };
}
