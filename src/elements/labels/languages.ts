import type { Labels } from './labels.js';

/** The built-in languages besides English; each is a module that is loaded only when a text of it is to be shown. */
const modules: Readonly<Record<string, () => Promise<{ readonly default: Labels }>>> = {
  ar: async () => import('./ar.js'),
  de: async () => import('./de.js'),
};

/** Their names: BCP 47 tags as short as they can be. */
export const languages: readonly string[] = Object.keys(modules);

/** Loads the texts of one of them. In the drop-in file this is a file of `labels/`, checked by its hash. */
export const loadLanguage = async (name: string): Promise<Labels> => (await modules[name]!()).default;
