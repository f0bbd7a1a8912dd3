import { createSealer, type BuildOptions } from './sealing/build.js';

export type { BuildOptions } from './sealing/build.js';

/** What Eleventy tells a transform of the page that it is about. */
interface Page {
  readonly page: { readonly url: string | false; readonly outputPath: string | false };
}

/** The part of Eleventy's configuration that is used. */
export interface EleventyConfig {
  addTransform(name: string, transform: (this: Page, content: string) => Promise<string>): unknown;
  on(event: 'eleventy.after', listener: () => Promise<void>): unknown;
}

/**
 * A plugin for Eleventy that seals the gates of every page: the `<template>` of each becomes a sealed envelope for the
 * gate's offers, and nothing else changes. Add it after others that change pages.
 *
 * ```js
 * // eleventy.config.js; CLEENG_GATE_MASTERS is in the environment
 * import sealGates from 'cleeng-gate/eleventy';
 * export default (eleventyConfig) => { eleventyConfig.addPlugin(sealGates); };
 * ```
 *
 * @throws TypeError when there are no masters; a page with a gate that cannot be sealed fails the build
 */
export default function sealGates(eleventyConfig: EleventyConfig, options: BuildOptions = {}): void {
  const sealer = createSealer(options);
  eleventyConfig.addTransform('cleeng-gate:seal', async function seal(content) {
    const { url, outputPath } = this.page;
    if (!url || !outputPath || !/\.x?html?$/i.test(outputPath)) return content;
    return sealer.seal(url.replace(/^\//, '').replace(/(^|\/)$/, '$1index.html'), content);
  });
  eleventyConfig.on('eleventy.after', async () => sealer.save());
}
