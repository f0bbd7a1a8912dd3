import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Page } from 'puppeteer-core';
import { engine } from '../../.config/engines.mjs';
import { createSimulator, type CustomerName, type Simulator, type SimulatorOptions } from '../../src/simulator/index.js';
import { serve } from '../../src/simulator/serve.js';
import { createContext, newTab } from './browser.js';

export { endBrowser } from './browser.js';

/** What a path of the site answers: HTML, or a whole response made anew for each request. */
export type Reply = string | ((request: Request) => Response | Promise<Response>);

/** A publisher's site with the drop-in file and the service on one origin, and a browser that knows neither. */
export interface Site {
  readonly simulator: Simulator;
  /** `http://localhost:…`; the same server as `foreign`. */
  readonly origin: string;
  /** Another origin that a page may be lured to. */
  readonly foreign: string;
  /** Address of each request that reached the server, in order. */
  readonly requests: readonly string[];
  page(path: string, reply: Reply): void;
  /** Lets a server of the publisher's own, such as a guard, answer everything below a path like `/guard/`. */
  mount(path: string, handler: (request: Request) => Promise<Response>): void;
  /** Opens a tab, at a path of the site unless none is given. */
  tab(path?: string): Promise<Page>;
  /** Leaves a customer's tokens where the SDK would; `life` in seconds, negative for one that has expired. */
  signIn(customer: CustomerName, life?: number): Promise<{ jwt: string; refreshToken: string }>;
  /** Takes them away as a logout in another tab does. */
  signOut(): Promise<void>;
  /** How often a call of the service was made. */
  asked(endpoint: string): number;
  close(): Promise<void>;
}

/** The offer that the customer `owner` has and `nobody` has not. */
export const offer = 'S100000001_DE';

export const authKey = '123456789_CLEENG_AUTH_TOKEN';
export const refreshKey = '123456789_CLEENG_REFRESH_TOKEN';

/** The two tags of the README; `attributes` go onto the script. */
export const tags = (attributes = 'async blocking="render"', src = '/cleeng-gate.js'): string => `
  <link rel="stylesheet" href="/cleeng-gate.css">
  <script type="module" ${attributes} src="${src}" data-environment="sandbox" data-publisher-id="123456789" data-api-base="/mediastore"
    data-login-url="/login?return={returnUrl}" data-checkout-url="/checkout/{offerId}?return={returnUrl}"></script>`;

export const preview = '<p slot="preview">Teaser</p>';
export const gate = `<cleeng-gate offer-id="${offer}">${preview}<template><p id="premium">Premium</p></template></cleeng-gate>`;

export const article = (body = gate, head = tags()): string =>
  `<!doctype html><html lang="en"><head><title>Paper</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;

/** A page with headers of its own. */
export const withHeaders = (html: string, headers: Record<string, string>): Reply => () =>
  new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', ...headers } });

const mime: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', json: 'application/json' };

/** A file of the package that a publisher puts on the own site: drop-in file, parts, style sheet, labels. */
function published(path: string): Reply | undefined {
  const [, type] = /^\/(?:cleeng-[\w.-]+|labels\/[\w-]+)\.(js|css|json)$/.exec(path) ?? [];
  if (!type || !existsSync(`dist${path}`)) return undefined;
  return () => new Response(readFileSync(`dist${path}`, 'utf8'), { headers: { 'content-type': mime[type]!, 'access-control-allow-origin': '*' } });
}

/** Waits until the gate of the page has come to this word. */
export async function reads(tab: Page, access: string): Promise<void> {
  await tab.waitForSelector(`cleeng-gate:state(${access})`);
}

/** Goes back as the reader's button does; puppeteer's own way waits in Firefox for a load that a kept page does not have. */
export async function back(tab: Page): Promise<void> {
  const left = await tab.evaluate(() => {
    setTimeout(() => { history.back(); });
    return location.href;
  });
  await tab.waitForFunction((href) => location.href !== href, {}, left);
}

/** Why a test with scripting off is skipped; false where the driver can turn it off. */
export const needsScripting = engine !== 'firefox' ? false : "this browser's driver cannot turn scripting off";

/** Whether a reader sees a text of the page's own. */
export const sees = async (tab: Page, text: string): Promise<boolean> =>
  tab.evaluate((words) => document.body.innerText.includes(words), text);

/** What a reader sees of the page's own text, line by line. */
export const lines = async (tab: Page): Promise<string[]> => tab.evaluate(() => document.body.innerText.split(/\s*\n\s*/).filter(Boolean));

/** Lets the animations of the page stand still at a moment of their own time, in milliseconds, however late the machine is. */
export const stopAt = async (tab: Page, moment: number): Promise<void> => tab.evaluate((time) => {
  for (const animation of document.getAnimations()) {
    animation.pause();
    animation.currentTime = time;
  }
}, moment);

/** @param options where the service is served, `/mediastore` unless told, and whose clock it has */
export async function createSite({ base = '/mediastore', ...options }: SimulatorOptions = {}): Promise<Site> {
  const simulator = createSimulator({ base, ...options });
  const requests: string[] = [];
  const pages = new Map<string, Reply>([
    ['/empty', article('', '')],
  ]);
  const mounted = new Map<string, (request: Request) => Promise<Response>>();
  const server = await serve(async (request) => {
    const { pathname } = new URL(request.url);
    requests.push(request.url);
    const reply = pages.get(pathname) ?? [...mounted].find(([start]) => pathname.startsWith(start))?.[1] ?? published(pathname);
    if (!reply && [`${base}/`, '/__simulator/'].some((start) => pathname.startsWith(start))) return simulator.fetch(request);
    if (typeof reply === 'function') return reply(request);
    return new Response(reply ?? 'nothing here', { status: reply === undefined ? 404 : 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
  }, 0);
  const { port } = server.address() as AddressInfo;
  const context = await createContext();
  const elsewhere = async (run: (tab: Page) => Promise<unknown>): Promise<void> => {
    const tab = await site.tab('/empty');
    await run(tab);
    await tab.close();
  };
  const site: Site = {
    simulator, requests,
    origin: `http://localhost:${String(port)}`,
    foreign: `http://127.0.0.1:${String(port)}`,
    page: (path, reply) => void pages.set(path, reply),
    mount: (path, handler) => void mounted.set(path, handler),
    async tab(path) {
      const tab = await newTab(context);
      if (path) await tab.goto(site.origin + path);
      return tab;
    },
    async signIn(customer, life) {
      const tokens = await simulator.signIn(customer, life === undefined ? undefined : { life });
      const pairs = [[authKey, tokens.jwt], [refreshKey, tokens.refreshToken]] as const;
      await elsewhere(async (tab) => tab.evaluate((all) => { for (const [key, value] of all) localStorage.setItem(key, value); }, pairs));
      return tokens;
    },
    signOut: async () => elsewhere(async (tab) => tab.evaluate((...keys) => { for (const key of keys) localStorage.removeItem(key); }, authKey, refreshKey)),
    asked: (endpoint) => simulator.requests.filter((request) => request.endpoint === endpoint).length,
    async close() {
      await context.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return site;
}

/**
 * What this browser does with pages it does not show, tried on pages without the tag: a headless shell, such
 * as the Chromium that travels by npm, hides no tab behind another and keeps no page to go back to.
 */
export async function habits(): Promise<{ hides: boolean; keeps: boolean }> {
  const site = await createSite();
  const tab = await site.tab('/empty');
  const front = await site.tab('/empty');
  const hides = await tab.evaluate(() => document.visibilityState === 'hidden');
  await front.evaluate(() => { document.title = 'kept'; });
  await front.goto(`${site.origin}/empty?next`);
  await back(front);
  const keeps = (await front.title()) === 'kept';
  await site.close();
  return { hides, keeps };
}

/** Waits until a tag has drawn a part of its own. A wait for a selector does not see what changes in a shadow root alone. */
export async function drawn(tab: Page, tag: string, part: string): Promise<void> {
  await tab.waitForFunction((host, name) => document.querySelector(host)?.shadowRoot?.querySelector(`[part~="${name}"]`), {}, tag, part);
}
