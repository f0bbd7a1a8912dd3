import type { Settings } from './config.js';

/** The part of the configuration that what the visitor sees depends on; nothing in it bears a token. */
export type Surface = Omit<Settings, 'getToken' | 'fetch'>;

/** What elements may know of the settings. */
export const surfaceOf = ({ getToken: _, fetch: __, ...surface }: Settings): Surface => surface;
