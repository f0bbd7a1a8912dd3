import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'puppeteer-core';
import { createDemo } from '../../demo/demo.js';
import { createSimulator, type CustomerName, type Simulator } from '../../src/simulator/index.js';
import { serve } from '../../src/simulator/serve.js';
import { createTestClock, type TestClock } from '../clock.js';
import { createContext, newTab } from '../page/browser.js';

export { endBrowser } from '../page/browser.js';

/** The path of every page of the paper, also of one that is added later. */
export const pages = readdirSync('demo/paper', { recursive: true, encoding: 'utf8' })
  .map((name) => `/${name.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.html') && !path.startsWith('/parts/'));

/** A paper of one's own: a simulator, a server on a free port, and a browser that has read nothing yet. */
export interface Reader {
  readonly simulator: Simulator;
  /** The simulator's time. The page has its own. */
  readonly clock: TestClock;
  readonly page: Page;
  readonly address: string;
  /** What the page complained of: CSP reports, console errors and warnings, exceptions. */
  readonly complaints: readonly string[];
  go(path: string): Promise<void>;
  logIn(customer: CustomerName): Promise<void>;
  /** Waits until the gate of the page has come to this word. */
  reads(access: string): Promise<void>;
  /** Whether the reader sees a text. */
  sees(text: string): Promise<boolean>;
  /** Presses a part of the gate's own prompt. */
  press(part: 'buy' | 'login' | 'retry'): Promise<void>;
  close(): Promise<void>;
}

/** Puts CSP reports where the console's other complaints are; they are heard before the page's first script. */
function hearReports(): void {
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile }) => {
    console.error(`CSP: ${violatedDirective} ${sourceFile}`);
  });
}

/** Firefox judges a script whose page was left before it came, and finds this: the hash of no bytes. */
const nothing = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

function hear(page: Page): string[] {
  const complaints: string[] = [];
  const note = (text: string): void => { if (!text.includes(nothing)) complaints.push(text); };
  page.on('console', (message) => {
    // The browser itself notes each 4xx and 5xx; from the service those are part of the play.
    const played = /\/(mediastore|guard|screens)\//.test(message.location().url ?? '') && message.text().startsWith('Failed to load resource');
    if (['error', 'warn'].includes(message.type()) && !played) note(message.text());
  });
  page.on('pageerror', (error) => { note(String(error)); });
  return complaints;
}

export async function createReader(): Promise<Reader> {
  const clock = createTestClock(Date.now());
  const simulator = createSimulator({ base: '/mediastore', clock });
  const server: Server = await serve(createDemo({ simulator, clock }), 0);
  const address = `http://localhost:${(server.address() as AddressInfo).port}`;
  const context = await createContext();
  const page = await newTab(context);
  await page.evaluateOnNewDocument(hearReports);
  const reader: Reader = {
    simulator, clock, page, address,
    complaints: hear(page),
    async go(path) { await page.goto(address + path); },
    async logIn(customer) {
      const { email, password } = simulator.customers[customer];
      await page.waitForSelector('#login');
      await page.type('[name=email]', email);
      await page.type('[name=password]', password);
      await Promise.all([page.waitForNavigation(), page.click('#login [type=submit]')]);
    },
    async reads(access) { await page.waitForSelector(`cleeng-gate:state(${access})`); },
    sees: async (text) => page.evaluate((words) => document.body.innerText.includes(words), text),
    press: async (part) => page.click(`cleeng-gate >>> [part=${part}]`),
    async close() {
      await context.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return reader;
}
