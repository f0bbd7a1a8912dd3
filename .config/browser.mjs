/**
 * Finds a Chromium to test with, or fetches one: CHROME_PATH, a name on PATH, an earlier download,
 * the npm registry, Debian's packages as root; else it says what to type.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { asRoot, fromDebian, install, onPath, patience, runs } from './programs.mjs';

const cache = fileURLToPath(new URL('../node_modules/.cache/chromium', import.meta.url));
const packaged = '@sparticuz/chromium@147.0.0';
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];

export { patience };

/** Written beside its name first: a download that is cut short leaves nothing that looks whole. */
async function decompress(source, target) {
  await pipeline(createReadStream(source), createBrotliDecompress(), createWriteStream(`${target}.part`));
  renameSync(`${target}.part`, target);
}

async function download(binary) {
  console.log('No Chromium found; fetching one from the npm registry (66 MB, once) …');
  mkdirSync(cache, { recursive: true });
  const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false'];
  execFileSync('npm', ['install', ...options, '--prefix', cache, packaged], { stdio: ['ignore', 'ignore', 'inherit'] });
  const packs = join(cache, 'node_modules/@sparticuz/chromium/bin');
  const fonts = `<fontconfig><dir>${cache}/fonts</dir><cachedir>${cache}/fonts-cache</cachedir></fontconfig>`;
  for (const pack of ['al2023', 'swiftshader', 'fonts']) {
    const archive = join(cache, `${pack}.tar`);
    await decompress(join(packs, `${pack}.tar.br`), archive);
    execFileSync('tar', ['--no-same-owner', '-xf', archive, '-C', cache]);
    rmSync(archive);
  }
  writeFileSync(join(cache, 'fonts.conf'), fonts);
  await decompress(join(packs, 'chromium.br'), `${binary}.whole`);
  chmodSync(`${binary}.whole`, 0o755);
  renameSync(`${binary}.whole`, binary);
  rmSync(join(cache, 'node_modules'), { recursive: true });
}

/** The build that travels by npm brings its own libraries, and fonts for a machine that has none. */
async function fromRegistry() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const binary = join(cache, 'chromium');
  if (!existsSync(binary)) await download(binary);
  process.env.LD_LIBRARY_PATH = [join(cache, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  if (!existsSync('/etc/fonts/fonts.conf')) process.env.FONTCONFIG_PATH ??= cache;
  return runs(binary) ? binary : undefined;
}

/** A Chromium that the machine has; it shows tabs and keeps pages as a reader's does, which the headless shell of the registry does not. */
export function wholeChromium() {
  const chosen = process.env.CHROME_PATH;
  if (chosen && !runs(chosen)) throw new Error(`CHROME_PATH is ${chosen}, which does not run. Unset it, or let it name a Chromium.`);
  return chosen || onPath(names);
}

async function find() {
  let reason = '';
  const here = wholeChromium() || (await fromRegistry().catch((error) => void (reason = `\nnpm brought none: ${error.message}`)));
  if (here) return here;
  fromDebian(['chromium']);
  const path = onPath(names);
  if (path) return path;
  throw new Error(`There is no Chromium to test with. Type:\n\n  sudo apt-get update && sudo ${install(['chromium'])}\n\nor let CHROME_PATH name one.${reason}`);
}

let found;

/**
 * How to start it: headless, no calls home, and without a sandbox only where root cannot have one.
 * Rejects with what to type where no Chromium is found or fetched.
 */
export async function chromium() {
  found ??= find();
  return {
    executablePath: await found,
    headless: true,
    timeout: patience,
    protocolTimeout: 2 * patience,
    args: [
      ...(asRoot ? ['--no-sandbox'] : []),
      '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
      '--disable-quic', '--disable-gpu', '--disable-dev-shm-usage',
    ],
  };
}
