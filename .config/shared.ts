import { resolve } from 'node:path';
import type { Plugin } from 'vite';

/**
 * What the library's drop-in file takes from the gate's beside it, so that a page with both has it once, one
 * store above all. By module, as the library's source imports it; in the gate's file these names begin with `_`.
 */
const shared: Readonly<Record<string, readonly string[]>> = {
  'lit': ['LitElement', 'css', 'html', 'nothing'],
  'src/part.ts': ['loadPart'],
  'src/stores/page.ts': ['page'],
  'src/stores/ids.ts': ['splitIds'],
  'src/elements/cleeng-gate.styles.ts': ['host'],
  'src/elements/destination.ts': ['destination'],
  'src/elements/events.ts': ['CleengLoginEvent'],
  'src/elements/followed.ts': ['Followed'],
  'src/elements/wording.ts': ['Wording'],
};

const exports = (names: readonly string[], to: (name: string) => string): string => names.map(to).join(', ');

/** Lets the gate's drop-in file hand out what is shared. */
export const giveShared = (code: string, id: string): string | null =>
  id !== resolve('src/cdn.ts') ? null : [code, ...Object.entries(shared).map(([module, names]) =>
    `export { ${exports(names, (name) => `${name} as _${name}`)} } from '${module.startsWith('src/') ? resolve(module) : module}';`)].join('\n');

/** Lets the library's take it from there. */
export function takeShared(): Plugin {
  const gate = './cleeng-gate.js';
  return {
    name: 'take-shared',
    enforce: 'pre',
    async resolveId(id, importer, options) {
      const found = await this.resolve(id, importer, { ...options, skipSelf: true });
      if (id === gate || found?.id === resolve('src/cdn.ts')) return { id: gate, external: true };
      const module = Object.keys(shared).find((one) => id === one || found?.id === resolve(one));
      return module ? `\0${module}` : null;
    },
    load(id) {
      const names = id.startsWith('\0') ? shared[id.slice(1)] : undefined;
      return names ? `export { ${exports(names, (name) => `_${name} as ${name}`)} } from '${gate}';` : null;
    },
  };
}
