/** The versions of the MediaStore SDK that are tested beside, the newest first. */
export const versions: readonly string[];

/** Where a version lies, its packages in `node_modules`; only there after {@link fetchSdks}. */
export function folderOf(version: string): string;

/**
 * Fetches what is not there yet.
 *
 * @throws Error with npm's reason, such as that it reached no registry
 */
export function fetchSdks(): void;
