import { setTimeout as after } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { remote, type Browser } from 'webdriverio';
import { patience } from '../../.config/browser.mjs';
import { webkit } from '../../.config/webkit.mjs';

/** Tabs that share what a browser remembers, and forget it when they are closed. */
export interface Context {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

type Script = string | ((...args: never[]) => unknown);

/** `a >>> b` leads into the shadow of `a`, as it does for puppeteer. */
const find = `(selector) => selector.split('>>>').reduce((root, part) => (root?.shadowRoot ?? root)?.querySelector(part.trim()), document)`;

const call = (script: Script): string => (typeof script === 'string' ? `() => (${script})` : String(script));

/** Runs a function of the page and hands back what it returns, promised or not. */
const runs = (script: string): string => `
  const done = arguments[arguments.length - 1];
  Promise.resolve().then(() => (${script})(...arguments[0])).then((value) => done(value === undefined ? {} : { value }), (error) => done({ error: String(error) }));`;

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

/** A tab with those of puppeteer's methods that classic WebDriver can do; what it cannot is not there. */
async function openTab(driver: Browser, first: (script: () => void) => void, inTurn: <Value>(run: () => Promise<Value>) => Promise<Value>): Promise<Page> {
  const { handle } = await inTurn(async () => driver.createWindow('window'));
  /** The driver looks at one tab at a time. */
  const here = async <Value>(run: () => Promise<Value>): Promise<Value> => inTurn(async () => {
    await driver.switchToWindow(handle);
    return run();
  });
  const evaluate = async (script: Script, ...args: unknown[]): Promise<unknown> => {
    const { value, error } = await here(async () => {
      const outcome: unknown = await driver.executeAsyncScript(runs(call(script)), [args]);
      return outcome as { value?: unknown; error?: string };
    });
    if (error) throw new Error(error);
    return value;
  };
  const waitForFunction = async (script: Script, _options?: object, ...args: unknown[]) => {
    const value = await until(String(script), async () => evaluate(script, ...args));
    return { jsonValue: async () => value };
  };
  const exists = async (selector: string): Promise<unknown> => evaluate(`(${find})(${JSON.stringify(selector)}) !== null && undefined !== (${find})(${JSON.stringify(selector)})`);
  const wholly = (selector: string): string => `(${find})(${JSON.stringify(selector)})`;
  const $eval = async (selector: string, script: Script, ...args: unknown[]): Promise<unknown> => evaluate(`(${call(script)})(${wholly(selector)}, ...${JSON.stringify(args)})`);
  const waitForNavigation = async (leave?: () => Promise<unknown>): Promise<void> => {
    await evaluate('void (globalThis.left = true)');
    await leave?.();
    await waitForFunction("!globalThis.left && document.readyState === 'complete'");
  };
  const tab = {
    evaluate, waitForFunction, waitForNavigation, $eval,
    evaluateOnNewDocument: async (script: () => void) => { first(script); },
    goto: async (address: string) => waitForNavigation(async () => here(async () => driver.navigateTo(address))),
    reload: async () => waitForNavigation(async () => here(async () => driver.refresh())),
    $: async (selector: string) => ((await exists(selector)) ? {} : null),
    $$eval: async (selector: string, script: Script) => evaluate(`(${call(script)})([...document.querySelectorAll(${JSON.stringify(selector)})])`),
    async waitForSelector(selector: string) {
      await until(selector, async () => exists(selector));
      return { evaluate: async (script: Script) => $eval(selector, script) };
    },
    click: async (selector: string) => here(async () => {
      const element = await driver.executeScript(`return ${wholly(selector)}`, []) as Record<string, string>;
      await driver.elementClick(Object.values(element)[0]!);
    }),
    setDefaultTimeout: () => undefined,
    title: async () => evaluate('document.title'),
    keyboard: { press: async (key: string) => here(async () => driver.keys([key])) },
    bringToFront: async () => here(async () => undefined),
    close: async () => here(async () => driver.closeWindow()),
  };
  return tab as unknown as Page;
}

let driven: ReturnType<typeof webkit> | undefined;

/** Milliseconds after which a browser that has not begun, as happens on a busy machine, is left for another. */
const beginning = 30_000;

/** A new browser of the driver that the sites of a file share; of another driver where that one does not answer. */
async function begin(tries = 4): Promise<Browser> {
  const late = new AbortController();
  try {
    return await Promise.race([remote(await (driven ??= webkit('none'))), after(beginning, undefined, late).then(() => { throw new Error('WebKit does not begin.'); })]);
  } catch (error) {
    driven = undefined;
    if (tries <= 1) throw error;
    return await begin(tries - 1);
  } finally {
    late.abort();
  }
}

/**
 * A WebKit that remembers nothing. The sites of a file share its driver, one after the other.
 * @param first is handed each script that the next pages are to run before their own
 */
export async function openWebKit(first: (script: () => void) => void): Promise<Context> {
  const driver = await begin();
  await driver.setTimeout({ script: patience, pageLoad: patience });
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = async <Value>(run: () => Promise<Value>): Promise<Value> => {
    const mine = turn.then(run, run);
    turn = mine.catch(() => undefined);
    return mine;
  };
  return {
    newPage: async () => openTab(driver, first, inTurn),
    close: async () => inTurn(async () => driver.deleteSession()),
  };
}
