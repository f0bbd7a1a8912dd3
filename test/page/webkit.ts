import { setTimeout as after } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { remote, type Browser } from 'webdriverio';
import { patience } from '../../.config/browser.mjs';
import { webkit } from '../../.config/webkit.mjs';
import { standBetween, type Between, type Passed, type Passing } from './between.js';
import { hearing, type Said } from './hearing.js';

/** Tabs that share what a browser remembers, and forget it when they are closed. */
export interface Context {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

type Script = string | ((...args: never[]) => unknown);

/** `a >>> b` leads into the shadow of `a`, and `a ::-p-text(words)` to the innermost element in it that has them, as for puppeteer. */
const find = `(selector) => selector.split('>>>').reduce((root, part) => {
  const [, within, words] = /^(.*?)\\s*::-p-text\\((.*)\\)$/.exec(part.trim()) ?? [];
  const scope = (root?.shadowRoot ?? root);
  if (words === undefined) return scope?.querySelector(part.trim());
  return [...scope.querySelectorAll(within + ' :not(script, style)')].filter(({ textContent }) => textContent.includes(words)).at(-1);
}, document)`;

const call = (script: Script): string => (typeof script === 'string' ? `() => (${script})` : String(script));

/** Runs a function of the page and hands back what it returns, promised or not, with where the page is and what it has said. */
const runs = (script: string): string => `
  const done = arguments[arguments.length - 1];
  const tell = (outcome) => done({ ...outcome, address: location.href, said: globalThis.said?.splice(0) ?? [] });
  Promise.resolve().then(() => (${script})(...arguments[0])).then((value) => tell(value === undefined ? {} : { value }), (error) => tell({ error: String(error) }));`;

/** What `runs` tells. */
interface Outcome { value?: unknown; error?: string; address: string; said: Said[] }

/** A browser and what stands between it and the hosts it asks. */
interface Seat { readonly driver: Browser; readonly between: Between }

/** Looks again until there is something to see; a page that is on its way has nothing. */
async function until<Value>(what: string, look: () => Promise<Value>): Promise<Value> {
  let trouble: unknown;
  for (let looks = 0; looks < patience / 50; looks++) {
    const seen = await look().catch((error: unknown) => void (trouble = error));
    if (seen) return seen;
    await after(50);
  }
  throw new Error(`Waited in vain for ${what}`, { cause: trouble });
}

/** Takes what was asked for and is told in the page's own words to who listens for it. */
type Listeners = Record<'console' | 'pageerror', ((heard: never) => void)[]>;

/** A console message with those of puppeteer's methods that the tests use. */
const message = ({ type, text }: Said): unknown => ({ type: () => type, text: () => text, location: () => ({}) });

/** A tab with those of puppeteer's methods that classic WebDriver can do, or a proxy; what neither can is not there. */
async function openTab(context: Context, seat: Seat, another: (flag: string) => Promise<Seat>, inTurn: <Value>(run: () => Promise<Value>) => Promise<Value>): Promise<Page> {
  let { driver, between } = seat;
  let { handle } = await inTurn(async () => driver.createWindow('window'));
  let address = 'about:blank';
  const listeners: Listeners = { console: [], pageerror: [] };
  /** The driver looks at one tab at a time. */
  const here = async <Value>(run: () => Promise<Value>): Promise<Value> => inTurn(async () => {
    await driver.switchToWindow(handle);
    return run();
  });
  const hear = (said: Said): void => {
    if (said.type === 'thrown') for (const listener of listeners.pageerror) listener(said.text as never);
    else for (const listener of listeners.console) listener(message(said) as never);
  };
  const evaluate = async (script: Script, ...args: unknown[]): Promise<unknown> => {
    const outcome = await here(async () => await driver.executeAsyncScript(runs(call(script)), [args]) as unknown as Outcome);
    ({ address } = outcome);
    outcome.said.forEach(hear);
    if (outcome.error) throw new Error(outcome.error);
    return outcome.value;
  };
  const waitForFunction = async (script: Script, _options?: object, ...args: unknown[]) => {
    const value = await until(String(script), async () => evaluate(script, ...args));
    return { jsonValue: async () => value };
  };
  const wholly = (selector: string): string => `(${find})(${JSON.stringify(selector)})`;
  const exists = async (selector: string): Promise<unknown> => evaluate(`Boolean(${wholly(selector)})`);
  const $eval = async (selector: string, script: Script, ...args: unknown[]): Promise<unknown> => evaluate(`(${call(script)})(${wholly(selector)}, ...${JSON.stringify(args)})`);
  const waitForNavigation = async (leave?: () => Promise<unknown>): Promise<void> => {
    await evaluate('void (globalThis.left = true)');
    await leave?.();
    await waitForFunction("!globalThis.left && document.readyState === 'complete'");
  };
  const waitForNetworkIdle = async (): Promise<void> => { await until('a quiet network', async () => Promise.resolve(between.idle() > 500)); };
  const element = async (selector: string): Promise<string> => {
    const found = await driver.executeScript(`return ${wholly(selector)}`, []) as Record<string, string>;
    return Object.values(found)[0]!;
  };
  const click = async (selector: string): Promise<void> => here(async () => driver.elementClick(await element(selector)));
  const waitForSelector = async (selector: string) => {
    await until(selector, async () => exists(selector));
    return { evaluate: async (script: Script) => $eval(selector, script) };
  };
  const stroke = (value: string): object[] => [{ type: 'keyDown', value }, { type: 'keyUp', value }];
  const tab = {
    evaluate, waitForFunction, waitForNavigation, waitForNetworkIdle, waitForSelector, $eval, click,
    evaluateOnNewDocument: async (script: Script, ...args: unknown[]) => {
      between.first(typeof script === 'string' ? script : `(${String(script)})(...${JSON.stringify(args)});`);
    },
    goto: async (to: string, { waitUntil }: { waitUntil?: string } = {}) => {
      await waitForNavigation(async () => here(async () => driver.navigateTo(to)));
      if (waitUntil === 'networkidle0') await waitForNetworkIdle();
      return between.lastPage();
    },
    reload: async () => waitForNavigation(async () => here(async () => driver.refresh())),
    $: async (selector: string) => ((await exists(selector)) ? {} : null),
    $$eval: async (selector: string, script: Script) => evaluate(`(${call(script)})([...document.querySelectorAll(${JSON.stringify(selector)})])`),
    locator: (selector: string) => ({ click: async () => { await waitForSelector(selector); await click(selector); } }),
    focus: async (selector: string) => $eval(selector, (one: HTMLElement) => { one.focus(); }),
    select: async (selector: string, value: string) => $eval(selector, (one: HTMLSelectElement, chosen: string) => {
      one.value = chosen;
      for (const type of ['input', 'change']) one.dispatchEvent(new Event(type, { bubbles: true }));
    }, value),
    type: async (selector: string, text: string) => here(async () => driver.elementSendKeys(await element(selector), text)),
    setDefaultTimeout: () => undefined,
    title: async () => evaluate('document.title'),
    content: async () => evaluate('document.documentElement.outerHTML'),
    url: () => address,
    browserContext: () => context,
    mainFrame: () => 'main',
    keyboard: {
      press: async (key: string) => here(async () => driver.keys([key])),
      type: async (text: string) => here(async () => driver.performActions([{ type: 'key', id: 'keyboard', actions: text.split(/(?:)/u).flatMap(stroke) }])),
    },
    setRequestInterception: async () => { between.intercept(); },
    /** Scripting is off for a whole browser. */
    async setJavaScriptEnabled() {
      ({ driver, between } = await inTurn(async () => another('--enable-javascript=false')));
      ({ handle } = await inTurn(async () => driver.createWindow('window')));
    },
    on(kind: string, listener: (heard: never) => void) {
      if (kind === 'request') between.onRequest(listener as (request: Passing) => void);
      else if (kind === 'response') between.onResponse(listener as (response: Passed) => void);
      else {
        if (!listeners.console.length && !listeners.pageerror.length) between.first(`(${String(hearing)})();`);
        listeners[kind as keyof Listeners].push(listener);
      }
    },
    bringToFront: async () => here(async () => undefined),
    close: async () => here(async () => driver.closeWindow()),
  };
  return tab as unknown as Page;
}

/** Drivers that nobody sits at; each has one browser at a time. */
const free: Awaited<ReturnType<typeof webkit>>[] = [];

/** A WebKit that remembers nothing. Contexts share drivers, one after the other. */
export async function openWebKit(): Promise<Context> {
  const leave: (() => Promise<void>)[] = [];
  const sit = async (...flags: string[]): Promise<Seat> => {
    const between = await standBetween();
    const options = free.pop() ?? await webkit('none');
    // The proxy's certificate is one that nobody trusts.
    const own: object = { 'webkitgtk:browserOptions': { args: ['--automation', `--proxy=${between.address}`, '--ignore-tls-errors', ...flags] } };
    const driver = await remote({ ...options, capabilities: { ...options.capabilities, ...own } });
    await driver.setTimeout({ script: patience, pageLoad: patience });
    leave.push(async () => {
      await driver.deleteSession();
      between.close();
      free.push(options);
    });
    return { driver, between };
  };
  const seat = await sit();
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = async <Value>(run: () => Promise<Value>): Promise<Value> => {
    const mine = turn.then(run, run);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const context: Context = {
    newPage: async () => openTab(context, seat, sit, inTurn),
    close: async () => inTurn(async () => {
      for (const end of leave) await end();
    }),
  };
  return context;
}
