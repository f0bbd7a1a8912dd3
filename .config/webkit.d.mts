import type { Capabilities } from '@wdio/types';

/**
 * Where the driver listens and what to ask it for, as webdriverio wants to be told. Both programs end with this process.
 * Rejects where one of them does not start.
 */
export function webkit(pageLoadStrategy?: 'none' | 'normal'): Promise<Capabilities.WebdriverIOConfig>;
