import { closestMatch } from 'leven';

/** Letters that may be wrong: one in a short word, two in a longer one, three in `checkout-url` and the like. */
const tolerance = (word: string): number => Math.min(3, Math.ceil(word.length / 4));

/** The known name that a mistyped one most likely means; hyphens and capitals are no difference. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_]/g, '');
  const match = closestMatch(plain(name), known.map(plain), { maxDistance: tolerance(name) });
  return known.find((one) => plain(one) === match);
}
