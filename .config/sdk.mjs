/**
 * Fetches the real MediaStore SDK to test beside, in the two kinds that are found on sites: one that keeps its
 * tokens under the publisher's own keys (since 5.13.0) and one from before. It never is a dependency of the
 * project: each comes with its peers into a folder of its own, once, and none of their scripts is run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../node_modules/.cache/mediastore-sdk', import.meta.url));
const options = [
  '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false',
  '--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--loglevel=error',
];
const react = ['react@18.3.1', 'react-dom@18.3.1', 'styled-components@5.3.11'];
const peers = { '5.26.0': [...react, 'react-redux@8.1.3'], '5.4.4': react };

/** The versions that are tested beside, the newest first. */
export const versions = Object.keys(peers);

/** Where a version lies, its packages in `node_modules`; only there after {@link fetchSdks}. */
export const folderOf = (version) => join(cache, version);

/** npm's own code for what went wrong, such as `ENOTFOUND` without a network. */
const complaintOf = ({ stderr, error }) => /^npm error code (\w+)$/m.exec(stderr ?? '')?.[1] ?? error?.message ?? 'no reason';

function fetchSdk(version) {
  const folder = folderOf(version);
  if (existsSync(folder)) return;
  console.log(`Fetching the MediaStore SDK ${version} from the npm registry (once) …`);
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  const npm = spawnSync('npm', ['install', ...options, '--prefix', part, `@cleeng/mediastore-sdk@${version}`, ...peers[version]], { encoding: 'utf8' });
  if (npm.status !== 0) throw new Error(`The MediaStore SDK ${version} could not be fetched; npm gave ${complaintOf(npm)}.`);
  // Renamed when it is whole: an installation that is cut short leaves nothing that looks like one.
  renameSync(part, folder);
}

/**
 * Fetches what is not there yet.
 *
 * @throws Error with npm's reason, such as that it reached no registry
 */
export function fetchSdks() {
  for (const version of versions) fetchSdk(version);
}
