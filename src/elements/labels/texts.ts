import { atom, type ReadableAtom } from 'nanostores';
import type { Stores } from '../../stores/stores.js';
import type { Labels } from './labels.js';
import { loadLanguage } from './languages.js';

/** Texts of one language. `undefined`: on their way. */
export type Texts = Partial<Labels>;

/** Stands for the English ones, which every copy brings along. */
export const english: Texts = {};

/** How long a prompt waits for its language before it speaks English, in milliseconds. */
const patience = 4000;

const shelf = new Map<string, ReadableAtom<Texts | undefined>>();
const $english = atom<Texts | undefined>(english);

/** The texts of a language, loaded once somebody wants to say something in it. A name of null means English. */
export function textsOf(name: string | null, { clock, author }: Pick<Stores, 'clock' | 'author'>): ReadableAtom<Texts | undefined> {
  const known = name ? shelf.get(name) : $english;
  if (known || !name) return known ?? $english;
  const $texts = atom<Texts | undefined>();
  shelf.set(name, $texts);
  clock.after(patience, () => { if (!$texts.value) $texts.set(english); });
  loadLanguage(name).then(
    (texts) => { $texts.set(texts); },
    () => {
      shelf.delete(name);
      author('no-texts', name);
      $texts.set(english);
    },
  );
  return $texts;
}
