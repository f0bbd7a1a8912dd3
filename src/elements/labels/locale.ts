import { languages } from './languages.js';

const canonical = (tag: string | undefined): string | undefined => {
  try {
    return tag ? Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0] : undefined;
  } catch {
    return undefined;
  }
};

/** What `lang` says around an element, through shadow roots, but for what it says of the whole page. */
function nearest(element: Element): string | undefined {
  for (let place: Element | undefined = element; place; place = (place.getRootNode() as Partial<ShadowRoot>).host) {
    const found = place.closest<HTMLElement>('[lang]');
    if (found) return found === document.documentElement ? undefined : found.lang;
  }
  return undefined;
}

/**
 * The language to speak at a place, as a BCP 47 tag: that of the nearest `lang`, else the page's
 * (`configure({ locale })`, then `<html lang>`), else the first of the browser's that there are texts for.
 * What is no language tag is passed over, also among the browser's: not every engine tells tags alone.
 */
export const localeOf = (element: Element, configured: string | undefined): string =>
  canonical(nearest(element)) ?? canonical(configured) ?? canonical(document.documentElement.lang) ??
  navigator.languages.map(canonical).find((tag) => tag && (/^en\b/.test(tag) || languageOf(tag))) ?? 'en';

const known = new Map<string, string | null>();

/** The name of the built-in language that a reader of this one expects: `zh-TW` reads `zh-Hant`; null for English or none. */
export function languageOf(tag: string): string | null {
  let name = known.get(tag);
  if (name === undefined) known.set(tag, (name = find(tag)));
  return name;
}

/** To work out the likely script of a tag takes longer than to draw a prompt, and gates of a page share theirs. */
function find(tag: string): string | null {
  const { language, script, region } = new Intl.Locale(tag).maximize();
  const names = [`${language}-${script ?? ''}`, `${language}-${region ?? ''}`, /^n[no]$/.test(language) ? 'nb' : language];
  return names.find((name) => languages.includes(name)) ?? null;
}
