/** The programs of this machine: which of them run, and how Debian's come onto it where we may install. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Milliseconds that a test waits for what a slow or busy machine brings late; a limit, never a pause. */
export const patience = 120_000;

export const asRoot = process.getuid?.() === 0;

/** What to type for these packages. */
export const install = (packages) => `apt-get install -y -o DPkg::Lock::Timeout=600 ${packages.join(' ')}`;

/** A launcher that exists may still be a stub; one that tells its version runs. */
export const runs = (path) => spawnSync(path, ['--version', ...(asRoot ? ['--no-sandbox'] : [])], { timeout: patience }).status === 0;

/** The first of these names that PATH knows and that works. */
export const onPath = (names, works = runs) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path) && works(path));

/** Installs packages as root, and says so; does nothing for anybody else or where there is no apt. */
export function fromDebian(packages) {
  if (!asRoot || spawnSync('apt-get', ['--version']).status !== 0) return;
  console.log(`Trying ${install(packages)} …`);
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
  spawnSync('apt-get', install(packages).split(' ').slice(1), { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}
