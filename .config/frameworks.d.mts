/** A file that need not exist, from whose place the frameworks are found. */
export const among: string;

/** Fetches what is not there yet; why it could not, or null. */
export function fetchFrameworks(): string | null;
