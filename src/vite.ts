import { createSealer, type BuildOptions } from './sealing/build.js';

export type { BuildOptions } from './sealing/build.js';

interface Asset {
  readonly type: string;
  readonly fileName: string;
  source?: string | Uint8Array;
}

/** The part of a Vite plugin that is used, so that its types do not need Vite. */
export interface SealGatesPlugin {
  readonly name: string;
  readonly enforce: 'post';
  readonly transformIndexHtml: {
    readonly order: 'post';
    handler(html: string, context: { readonly path: string; readonly server?: unknown }): Promise<string>;
  };
  readonly generateBundle: {
    readonly order: 'post';
    handler(options: unknown, bundle: Readonly<Record<string, Asset | { readonly type: 'chunk' }>>): Promise<void>;
  };
}

const isPage = (name: string): boolean => /\.x?html?$/i.test(name);

/** `/news/` and `/news/one.html` as files. */
const pageOf = (path: string): string => path.replace(/[?#].*$/, '').replace(/^\//, '').replace(/(^|\/)$/, '$1index.html');

/**
 * Seals the gates of every page that Vite builds or serves: the `<template>` of each becomes a sealed envelope for the
 * gate's offers, and nothing else changes.
 *
 * ```ts
 * // vite.config.ts; CLEENG_GATE_MASTERS is in the environment
 * import { sealGates } from 'cleeng-gate/vite';
 * export default { plugins: [sealGates()] };
 * ```
 *
 * @throws TypeError when there are no masters; a page with a gate that cannot be sealed fails the build
 */
export function sealGates(options: BuildOptions = {}): SealGatesPlugin {
  const sealer = createSealer(options);
  const text = (source: string | Uint8Array = ''): string => (typeof source === 'string' ? source : new TextDecoder().decode(source));
  return {
    name: 'cleeng-gate:seal',
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      // A build's pages are sealed when they are whole, below.
      handler: async (html, { path, server }) => (server ? sealer.seal(pageOf(path), html) : html),
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'asset' || !('source' in file) || !isPage(file.fileName)) continue;
          file.source = await sealer.seal(file.fileName, text(file.source));
        }
        await sealer.save();
      },
    },
  };
}
