import { launch, type Browser, type Page } from 'puppeteer-core';
import { chromium } from '../../.config/browser.mjs';

/** A gate as it stands in a page's source, before any script has run. */
export interface ReadGate {
  readonly offerId: string | null;
  readonly heading: string | null;
  /** Names of all attributes, so that one which was smuggled in is seen. */
  readonly attributes: readonly string[];
  /** What everybody may read of it. */
  readonly preview: string;
  /** What lies in its template; null without one. */
  readonly premium: string | null;
}

export interface Tag { readonly [attribute: string]: string }

/** What a parser makes of a page. */
export interface Reading {
  readonly gates: readonly ReadGate[];
  /** What would be read with scripts off and no style: templates and scripts left out. */
  readonly text: string;
  readonly scripts: readonly Tag[];
  readonly styles: readonly Tag[];
  /** The statements of structured data that parse, and how many do not. */
  readonly statements: readonly Statement[];
  readonly broken: number;
  /** Event handlers, script addresses and scripts that say `alert(1)`: what an injection would leave. */
  readonly injected: readonly string[];
}

/** One statement of structured data, with the elements that its selector finds. */
export interface Statement {
  readonly data: Readonly<Record<string, unknown>>;
  readonly selector: string | undefined;
  /** Tag names, in order. */
  readonly selects: readonly string[];
}

let browser: Promise<Browser> | undefined;

/** The browser that the tests of a file share. */
export const openBrowser = async (): Promise<Browser> => (browser ??= chromium().then(launch));
export const endBrowser = async (): Promise<void> => (await browser)?.close();

/** Reads HTML as a browser parses it; nothing of it runs or loads. */
export async function read(html: string): Promise<Reading> {
  const page = await (await openBrowser()).newPage();
  try {
    // The compiler calls this for each function that has a name; the page does not have it.
    await page.evaluate('globalThis.__name = (it) => it');
    return await parse(page, html);
  } finally {
    await page.close();
  }
}

const parse = async (page: Page, html: string): Promise<Reading> => page.evaluate((source) => {
  const document = new DOMParser().parseFromString(source, 'text/html');
  const all = (selector: string, within: ParentNode = document): Element[] => [...within.querySelectorAll(selector)];
  const attributes = (tag: Element): Record<string, string> => Object.fromEntries([...tag.attributes].map(({ name, value }) => [name, value]));
  const trimmed = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();
  const notes = all('script[type="application/ld+json"]').map(({ textContent }) => {
    try {
      return JSON.parse(textContent) as Record<string, unknown>;
    } catch {
      return null;
    }
  });
  const statements = notes.filter((note) => note !== null).map((data) => {
    const selector = (data.hasPart as { cssSelector?: string } | undefined)?.cssSelector;
    return { data, selector, selects: selector ? all(selector).map((element) => element.localName) : [] };
  });
  const everywhere = [document, ...all('template').map((template) => (template as HTMLTemplateElement).content)];
  const injected = everywhere.flatMap((root) => all('*', root)).filter((element) =>
    [...element.attributes].some(({ name, value }) => name.startsWith('on') || /^\s*javascript:/i.test(value)) || (element.matches('script:not([type="application/ld+json"])') && element.textContent.includes('alert(1)')));
  const gates = all('cleeng-gate').map((gate) => {
    const template = gate.querySelector(':scope > template');
    return {
      offerId: gate.getAttribute('offer-id'),
      heading: gate.getAttribute('heading'),
      attributes: gate.getAttributeNames(),
      preview: trimmed(all(':scope > [slot=preview]:not(noscript)', gate).map((element) => [...element.childNodes].filter((node) => node.nodeName !== 'NOSCRIPT').map((node) => node.textContent).join('')).join(' ')),
      premium: template ? trimmed((template as HTMLTemplateElement).content.textContent) : null,
    };
  });
  const scripts = all('script[src]').map(attributes);
  const styles = all('link[rel=stylesheet]').map(attributes);
  for (const element of all('script, style, template, noscript')) element.remove();
  return {
    gates, scripts, styles, statements, broken: notes.length - statements.length,
    text: trimmed(document.body.textContent),
    injected: injected.map((element) => element.outerHTML.slice(0, 200)),
  };
}, html);
