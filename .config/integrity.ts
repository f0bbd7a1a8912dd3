import { createHash } from 'node:crypto';

/** SRI value of a file's bytes. */
export const integrity = (bytes: Uint8Array | string): string => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
