/** Fetches packages that tests need beside the project and that are no dependency of it: once, into a folder of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';

const options = [
  '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false',
  '--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--loglevel=error',
];

/** npm's own code for what went wrong, such as `ENOTFOUND` without a network. */
const complaintOf = ({ stderr, error }) => /^npm error code (\w+)$/m.exec(stderr ?? '')?.[1] ?? error?.message ?? 'no reason';

/**
 * Puts packages into a folder's `node_modules`, unless the folder is there; none of their scripts is run.
 *
 * @param name how messages call them, such as `the type checkers of Vue and Svelte`
 * @param packages with exact versions
 * @param more further options of `npm install`
 * @throws Error with npm's reason, such as that it reached no registry
 */
export function fetchOnce(folder, name, packages, more = []) {
  if (existsSync(folder)) return;
  console.log(`Fetching ${name} from the npm registry (once) …`);
  // A folder of this run's own: others may fetch the same at this moment.
  const part = `${folder}.${process.pid}.part`;
  const npm = spawnSync('npm', ['install', ...options, ...more, '--prefix', part, ...packages], { encoding: 'utf8' });
  // Renamed when it is whole: an installation that is cut short leaves nothing that looks like one.
  if (npm.status === 0 && !existsSync(folder)) renameSync(part, folder);
  rmSync(part, { recursive: true, force: true });
  if (npm.status !== 0) throw new Error(`Could not fetch ${name}; npm gave ${complaintOf(npm)}.`);
}
