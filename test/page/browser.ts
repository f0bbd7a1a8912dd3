import { launch, type Browser, type Page } from 'puppeteer-core';
import { patience } from '../../.config/browser.mjs';
import { engine, launchOptions } from '../../.config/engines.mjs';
import { openWebKit, type Context } from './webkit.js';

let browser: Promise<Browser> | undefined;

/** A reader's own storage, cookies and cache, in the browser that the tests of a file share. */
export async function createContext(): Promise<Context> {
  return engine === 'webkit' ? openWebKit() : (await (browser ??= launchOptions().then(launch))).createBrowserContext();
}

/** Opens an empty tab that waits long for what a busy machine brings late. */
export async function newTab(context: Context): Promise<Page> {
  const tab = await context.newPage();
  tab.setDefaultTimeout(patience);
  return tab;
}

/** Ends the browser that the tests of a file share, if there is one. */
export const endBrowser = async (): Promise<void> => (await browser)?.close();
