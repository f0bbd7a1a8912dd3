/**
 * The engines that the tests run in, and what each needs of the machine. TEST_ENGINE names the one of
 * this process: `chromium` unless told, `firefox` or `webkit`.
 */
import { chromium, wholeChromium } from './browser.mjs';
import { onPath, patience } from './programs.mjs';

const firefoxPath = () => process.env.FIREFOX_PATH || onPath(['firefox-esr', 'firefox']);

/** Debian's packages, and whether what they bring is here. */
export const engines = {
  chromium: { packages: ['chromium'], isHere: () => Boolean(wholeChromium()) },
  firefox: { packages: ['firefox-esr'], isHere: () => Boolean(firefoxPath()) },
  // Neither of WebKit's programs tells its version.
  webkit: { packages: ['webkit2gtk-driver', 'xvfb', 'openssl'], isHere: () => ['WebKitWebDriver', 'Xvfb', 'openssl'].every((name) => onPath([name], () => true)) },
};

export const engine = process.env.TEST_ENGINE || 'chromium';
if (!(engine in engines)) throw new Error(`TEST_ENGINE is ${engine}, which is none of ${Object.keys(engines).join(', ')}.`);

function firefox() {
  const executablePath = firefoxPath();
  if (!executablePath) throw new Error(`There is no Firefox to test with. Install Debian's ${engines.firefox.packages.join(' ')}, or let FIREFOX_PATH name one.`);
  return { browser: 'firefox', executablePath, headless: true, timeout: patience, protocolTimeout: 2 * patience };
}

/**
 * How puppeteer starts the engine of this process.
 * Rejects with what to type where it is not on the machine, and for WebKit, which puppeteer cannot drive.
 */
export async function launchOptions() {
  if (engine === 'webkit') throw new Error('WebKit speaks classic WebDriver alone, which puppeteer does not.');
  return engine === 'firefox' ? firefox() : chromium();
}
