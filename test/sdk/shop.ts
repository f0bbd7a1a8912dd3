import type { HTTPRequest, Page } from 'puppeteer-core';
import { systemClock } from '../../src/mediastore/clock.js';
import type { CustomerName } from '../../src/simulator/index.js';
import { article, createSite, preview, tags, type Site } from '../page/site.js';

/** Who on the page made a call. */
export type Caller = 'gate' | 'sdk';

/** A page with the SDK and a gate before one service; neither of them reaches any other host. */
export interface Shop {
  readonly site: Site;
  readonly tab: Page;
  /** Opens the page with a gate for this offer. */
  open(offerId: string): Promise<void>;
  /** Logs in through the gate's prompt and the SDK's form. */
  logIn(customer: CustomerName): Promise<void>;
  /** Presses this button of the page or of its gate; resolves once the SDK was answered a call such as `POST /orders`. */
  start(button: string, call: string): Promise<void>;
  /** Presses the button of the SDK that reads so. */
  press(words: string): Promise<void>;
  /** Lets time pass for the service and for the page. */
  later(seconds: number): Promise<void>;
  /** The calls of the service that each made since this was last asked, with their answers: `POST /auths 200`. */
  calls(caller: Caller): string[];
  /** The gate's access words since the page was opened, once the last of them is this one. */
  words(last: string): Promise<string[]>;
  /** A value of the page's localStorage. */
  stored(key: string): Promise<string | null>;
}

declare global {
  var accessWords: string[];
}

const page = (offerId: string): string => article(`
  <button id="account">Account</button> <button id="buy">Buy</button> <button id="logout">Log out</button>
  <cleeng-gate offer-id="${offerId}">${preview}<template><p id="premium">Premium</p></template></cleeng-gate>
  <div id="sdk"></div>
  <script type="module" src="/page.js"></script>`, tags().replace('="/mediastore"', '="/"'));

const nameOf = (request: HTTPRequest): string => `${request.method()} ${new URL(request.url()).pathname}`;

/** Whose script it is that stands next to the network in the stack of calls. */
const callerOf = (request: HTTPRequest): Caller | undefined => {
  const script = request.initiator()?.stack?.callFrames[0]?.url ?? '';
  return script.endsWith('/page.js') ? 'sdk' : /\/cleeng-gate[^/]*\.js$/.test(script) ? 'gate' : undefined;
};

function putOn(ms: number): void {
  const now = Date.now.bind(Date);
  Date.now = () => now() + ms;
}

function listen(): void {
  globalThis.accessWords = [];
  addEventListener('cleeng-access-change', (event) => globalThis.accessWords.push((event as Event & { access: string }).access));
}

/** Keeps the tab on its site, and sorts by caller the calls that the service has seen and answered as the tab did. */
async function watch(tab: Page, { origin, simulator }: Site): Promise<Record<Caller, string[]>> {
  const calls: Record<Caller, string[]> = { gate: [], sdk: [] };
  await tab.setRequestInterception(true);
  tab.on('request', (request) => void (/^(?:data|blob):/.test(request.url()) || request.url().startsWith(`${origin}/`) ? request.continue() : request.abort()));
  tab.on('response', (response) => {
    const request = response.request();
    const caller = callerOf(request);
    const call = `${nameOf(request)} ${response.status()}`;
    const seen = simulator.requests.some(({ endpoint, method, path, status }) => endpoint && `${method} ${path} ${status}` === call);
    if (caller && seen) calls[caller].push(call);
  });
  return calls;
}

/** @param script what `bundle()` made of the page's script */
export async function createShop(script: string): Promise<Shop> {
  let ahead = 0;
  const site = await createSite({ base: '', clock: { ...systemClock, now: () => systemClock.now() + ahead } });
  site.page('/page.js', () => new Response(script, { headers: { 'content-type': 'text/javascript' } }));
  const tab = await site.tab();
  const calls = await watch(tab, site);
  await tab.evaluateOnNewDocument(listen);
  const shop: Shop = {
    site, tab,
    async open(offerId) {
      site.page('/article', page(offerId));
      await tab.goto(`${site.origin}/article`);
    },
    async logIn(customer) {
      const { email, password } = site.simulator.customers[customer];
      await tab.locator('cleeng-gate >>> [part=login]').click();
      await tab.locator('#sdk [type=email]').fill(email);
      await tab.locator('#sdk [type=password]').fill(password);
      await shop.press('Sign in');
    },
    async start(button, call) {
      const answered = tab.waitForResponse((response) => callerOf(response.request()) === 'sdk' && nameOf(response.request()).startsWith(call));
      await Promise.all([answered, tab.locator(button).click()]);
    },
    press: async (words) => tab.locator(`#sdk ::-p-text(${words})`).click(),
    async later(seconds) {
      ahead += seconds * 1000;
      await tab.evaluateOnNewDocument(putOn, seconds * 1000);
      await tab.evaluate(putOn, seconds * 1000);
    },
    calls: (caller) => calls[caller].splice(0),
    async words(last) {
      await tab.waitForFunction((word) => globalThis.accessWords.at(-1) === word, {}, last);
      return tab.evaluate(() => globalThis.accessWords);
    },
    stored: async (key) => tab.evaluate((name) => localStorage.getItem(name), key),
  };
  return shop;
}
