import type { Labels } from './labels.js';

/** The built-in languages besides English; each is a module that is loaded only when a text of it is to be shown. */
const modules: Readonly<Record<string, () => Promise<{ readonly default: Labels }>>> = {
  ar: async () => import('./ar.js'),
  bg: async () => import('./bg.js'),
  cs: async () => import('./cs.js'),
  da: async () => import('./da.js'),
  de: async () => import('./de.js'),
  el: async () => import('./el.js'),
  es: async () => import('./es.js'),
  fa: async () => import('./fa.js'),
  fi: async () => import('./fi.js'),
  fr: async () => import('./fr.js'),
  he: async () => import('./he.js'),
  hi: async () => import('./hi.js'),
  hr: async () => import('./hr.js'),
  hu: async () => import('./hu.js'),
  id: async () => import('./id.js'),
  it: async () => import('./it.js'),
  ja: async () => import('./ja.js'),
  ko: async () => import('./ko.js'),
  nb: async () => import('./nb.js'),
  nl: async () => import('./nl.js'),
  pl: async () => import('./pl.js'),
  pt: async () => import('./pt.js'),
  'pt-BR': async () => import('./pt-BR.js'),
  ro: async () => import('./ro.js'),
  ru: async () => import('./ru.js'),
  sk: async () => import('./sk.js'),
  sr: async () => import('./sr.js'),
  'sr-Latn': async () => import('./sr-Latn.js'),
  sv: async () => import('./sv.js'),
  th: async () => import('./th.js'),
  tr: async () => import('./tr.js'),
  uk: async () => import('./uk.js'),
  vi: async () => import('./vi.js'),
  'zh-Hans': async () => import('./zh-Hans.js'),
  'zh-Hant': async () => import('./zh-Hant.js'),
};

/** Their names: BCP 47 tags as short as they can be. */
export const languages: readonly string[] = Object.keys(modules);

/** Loads the texts of one of them. In the drop-in file this is a file of `labels/`, checked by its hash. */
export const loadLanguage = async (name: string): Promise<Labels> => (await modules[name]!()).default;
