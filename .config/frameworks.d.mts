/** A file that need not exist, from whose place the frameworks are found. */
export const among: string;

/**
 * Fetches what is not there yet; why it could not, or null.
 *
 * @throws Error with npm's reason, such as that it reached no registry, with `CI=true`
 */
export function fetchFrameworks(): string | null;
