/**
 * Fetches the real MediaStore SDK to test beside, in the two kinds that are found on sites: one that keeps its
 * tokens under the publisher's own keys (since 5.13.0) and one from before. It never is a dependency of the
 * project: each comes with its peers into a folder of its own.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchOnce } from './on-demand.mjs';

const cache = fileURLToPath(new URL('../node_modules/.cache/mediastore-sdk', import.meta.url));
const react = ['react@18.3.1', 'react-dom@18.3.1', 'styled-components@5.3.11'];
const peers = { '5.26.0': [...react, 'react-redux@8.1.3'], '5.4.4': react };

/** The versions that are tested beside, the newest first. */
export const versions = Object.keys(peers);

/** Where a version lies, its packages in `node_modules`; only there after {@link fetchSdks}. */
export const folderOf = (version) => join(cache, version);

/**
 * Fetches what is not there yet.
 *
 * @throws Error with npm's reason, such as that it reached no registry
 */
export function fetchSdks() {
  for (const version of versions) {
    fetchOnce(folderOf(version), `the MediaStore SDK ${version}`, [`@cleeng/mediastore-sdk@${version}`, ...peers[version]]);
  }
}
