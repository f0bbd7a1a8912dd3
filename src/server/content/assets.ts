import picomatch from 'picomatch/posix.js';
import { isOfferId } from '../../mediastore/offer-id.js';
import { isAsset } from './asset.js';

/**
 * Which offers open which asset, as an operator writes it: names or patterns (`*`, `**`, `?`, `[…]`, `{…}`), the
 * first that matches decides.
 *
 * @example
 * { "news/one.html": ["S123456789_US"], "films/**": ["P123456789"] }
 */
export type OffersTable = Readonly<Record<string, readonly string[]>>;

/** The table, read and ready to be asked. */
export interface Assets {
  /** The offers of which any opens the asset; undefined when it is not listed, and then nobody gets it. */
  offersOf(asset: string): readonly string[] | undefined;
  /** Every offer that the table names, once each, in its order. */
  readonly offers: readonly string[];
}

interface Entry {
  readonly matches: (asset: string) => boolean;
  readonly offers: readonly string[];
}

/** The file that the table is read from lies beside the assets as a rule; it is never served under this name. */
const tableFile = 'offers.json';

const wrong = (entry: string, what: string, write: string): never => {
  throw new TypeError(`assets: the entry "${entry}" ${what}. Write ${write}.`);
};

const isPattern = (name: string): boolean => /[*?[{]/.test(name);

function checkName(name: string): void {
  if (name.startsWith('!')) wrong(name, 'excludes instead of naming', 'what is to be served; what no entry matches is served to nobody');
  if (/^(0|[1-9]\d*)$/.test(name)) wrong(name, 'is a number, which JavaScript moves before all other entries', `"[${name[0]!}]${name.slice(1)}"`);
  if (/^\.{0,2}\//.test(name)) wrong(name, 'begins as a path does', 'the name as it follows "content/" in the address, such as "news/one.html"');
  if (!isPattern(name) && !isAsset(name)) wrong(name, 'can be no asset', 'segments with "/" between them that neither are empty, begin with a dot, nor hold "%", "\\" or control characters');
}

function readOffers(name: string, offers: unknown): readonly string[] {
  if (!Array.isArray(offers)) return wrong(name, 'has no list of offers', `"${name}": ["S123456789_US"]`);
  if (!offers.length) wrong(name, 'names no offer', 'at least one offer id, or leave the entry out: then nobody gets the asset');
  for (const id of offers as unknown[]) {
    if (typeof id !== 'string' || !isOfferId(id)) wrong(name, `names ${JSON.stringify(id)}, which is no offer id`, 'ids of letters, digits, "_" and "-", such as "S123456789_US"');
  }
  return [...new Set(offers as string[])];
}

/** Parentheses are part of a name here, not a group: a pattern opens what it says and no more. */
const compile = (name: string): Entry['matches'] =>
  isPattern(name)
    ? picomatch(name.replaceAll(/[()|+@]/g, String.raw`\$&`), { dot: false, nonegate: true, noextglob: true, strictSlashes: true })
    : (asset) => asset === name;

/**
 * Reads the offers table. What it does not list is served to nobody.
 *
 * @param table an object, or a parsed offers file
 * @throws TypeError that names the entry and says what to write
 */
export function readOffersTable(table: unknown): Assets {
  if (typeof table !== 'object' || table === null || Array.isArray(table)) {
    throw new TypeError('assets: this is no offers table. Write { "news/one.html": ["S123456789_US"], "films/**": ["P123456789"] }.');
  }
  const entries = Object.entries(table).map(([name, offers]): Entry => {
    checkName(name);
    return { matches: compile(name), offers: readOffers(name, offers) };
  });
  return {
    offersOf: (asset) =>
      isAsset(asset) && asset !== tableFile ? entries.find(({ matches }) => matches(asset))?.offers : undefined,
    offers: [...new Set(entries.flatMap(({ offers }) => offers))],
  };
}
