/**
 * Finds a Chromium to test with, or fetches one: CHROME_PATH, a name on PATH, an earlier download,
 * the npm registry, Debian's packages as root; else it says what to type.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, createReadStream, createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';

const cache = fileURLToPath(new URL('../node_modules/.cache/chromium', import.meta.url));
const packaged = '@sparticuz/chromium@147.0.0';
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];

/** A launcher that exists may still be a stub; one that tells its version runs. */
const runs = (path, env) => spawnSync(path, ['--version', '--no-sandbox'], { env: { ...process.env, ...env }, timeout: 20_000 }).status === 0;

const onPath = () =>
  (process.env.PATH ?? '').split(':').flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path) && runs(path));

async function unpack(source, target) {
  await pipeline(createReadStream(source), createBrotliDecompress(), createWriteStream(`${target}.part`));
  renameSync(`${target}.part`, target);
}

async function fromRegistry() {
  const binary = join(cache, 'chromium');
  const env = { LD_LIBRARY_PATH: [join(cache, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') };
  if (!existsSync(binary)) {
    if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
    console.log('No Chromium found; fetching one from the npm registry (about 66 MB, once) …');
    mkdirSync(cache, { recursive: true });
    execFileSync('npm', ['install', '--no-save', '--no-package-lock', '--ignore-scripts', '--engine-strict=false', '--prefix', cache, packaged], { stdio: 'ignore' });
    const bin = join(cache, 'node_modules/@sparticuz/chromium/bin');
    for (const pack of ['al2023', 'swiftshader', 'fonts']) {
      if (!existsSync(join(bin, `${pack}.tar.br`))) continue;
      const tar = join(cache, `${pack}.tar`);
      await unpack(join(bin, `${pack}.tar.br`), tar);
      execFileSync('tar', ['--no-same-owner', '-xf', tar, '-C', cache]);
    }
    await unpack(join(bin, 'chromium.br'), binary);
    chmodSync(binary, 0o755);
  }
  return runs(binary, env) ? { path: binary, env } : undefined;
}

function fromDebian() {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return undefined;
  console.log('Installing Debian’s chromium …');
  for (const args of [['update', '-qq'], ['install', '-y', '-qq', '-o', 'DPkg::Lock::Timeout=600', 'chromium']]) spawnSync('apt-get', args, { stdio: 'ignore' });
  const path = onPath();
  return path ? { path, env: {} } : undefined;
}

async function find() {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (runs(chosen)) return { path: chosen, env: {} };
    throw new Error(`CHROME_PATH is ${chosen}, which does not run. Unset it, or let it name a Chromium.`);
  }
  const path = onPath();
  const found = path ? { path, env: {} } : ((await fromRegistry().catch(() => undefined)) ?? fromDebian());
  if (found) return found;
  throw new Error('No Chromium to test with. Type: sudo apt-get update && sudo apt-get install -y chromium\nor let CHROME_PATH name one.');
}

let found;

/** How to start it: headless, in peace from its own services, without a sandbox only for root. */
export async function chromium() {
  found ??= find();
  const { path, env } = await found;
  Object.assign(process.env, env);
  return {
    executablePath: path,
    headless: true,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  };
}
