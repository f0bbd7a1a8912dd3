import type { LaunchOptions } from 'puppeteer-core';

/** A browser engine that the tests know. */
export type Engine = 'chromium' | 'firefox' | 'webkit';

/** The engine of this process: TEST_ENGINE, or `chromium`. */
export const engine: Engine;

/**
 * How puppeteer starts the engine of this process.
 * Rejects with what to type where it is not on the machine, and for WebKit, which puppeteer cannot drive.
 */
export function launchOptions(): Promise<LaunchOptions>;
