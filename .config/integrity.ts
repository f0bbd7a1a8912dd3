import { createHash } from 'node:crypto';

const digest = (algorithm: string, bytes: Uint8Array | string): string =>
  `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;

/** SRI value of a file's bytes, for the tags of a page. */
export const integrity = (bytes: Uint8Array | string): string => digest('sha384', bytes);

/** The shortest SRI value that browsers take, for what the drop-in file carries: no hash can be compressed. */
export const shortIntegrity = (bytes: Uint8Array | string): string => digest('sha256', bytes);
