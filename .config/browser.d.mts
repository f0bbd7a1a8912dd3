import type { LaunchOptions } from 'puppeteer-core';

/** Milliseconds that a test waits for what a slow or busy machine brings late; a limit, never a pause. */
export const patience: number;

/**
 * How to start a Chromium that runs here: found, or fetched once.
 * Rejects with what to type where neither is possible.
 */
export function chromium(): Promise<LaunchOptions>;
