import type { LaunchOptions } from 'puppeteer-core';

/**
 * How to start a Chromium that runs here: found, or fetched once.
 * Rejects with what to type where neither is possible.
 */
export function chromium(): Promise<LaunchOptions>;
