import { readFileSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { evaluate, parse, type MemberNode, type ValueNode } from '@humanwhocodes/momoa';
import { readOffersTable, type Assets } from '../../server/content/assets.js';

/** A line of the offers file, counted from 1. */
type Place = { readonly line: number; readonly column: number };

const example = '{ "news/one.html": ["S123456789_US"], "films/**": ["P123456789"] }';

const nameOf = ({ name }: MemberNode): string => (name.type === 'String' ? name.value : name.name);

/**
 * Reads the text of an offers file.
 *
 * @param file as it is called in messages
 * @throws Error that names file, line and column, and says what to write
 */
export function parseOffers(text: string, file: string): Assets {
  const at = ({ line, column }: Place, message: string): Error => new Error(`${file}:${line}:${column}: ${message}`);
  const table: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const member of membersOf(text, at)) {
    const name = nameOf(member);
    if (name in table) throw at(member.loc.start, `"${name}" is here twice, and only one of them would count. Write one entry with the offers of both.`);
    table[name] = evaluate(member.value);
    try {
      readOffersTable({ [name]: table[name] });
    } catch (error) {
      throw at(member.loc.start, (error as Error).message.replace(/^assets: /, ''));
    }
  }
  return readOffersTable(table);
}

function membersOf(text: string, at: (place: Place, message: string) => Error): readonly MemberNode[] {
  let body: ValueNode;
  try {
    ({ body } = parse(text.replace(/^\uFEFF/, ''), { mode: 'json' }));
  } catch (error) {
    const { line = 1, column = 1, message } = error as Error & Partial<Place>;
    throw at({ line, column }, `this is no JSON: ${message.replace(/\.? ?\(\d+:\d+\)$|\.$/, '')}. Write ${example}`);
  }
  if (body.type !== 'Object') throw at(body.loc.start, `this is no offers table. Write ${example}`);
  return body.members;
}

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'it may not be read',
};

/**
 * Reads an offers file.
 *
 * @throws Error that names the file and says what is wrong with it
 */
function readOffers(file: string): Assets {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Error(`${file}: ${problems[code] ?? message}`, { cause: error });
  }
  return parseOffers(text, file);
}

/** An offers table that follows its file. */
export interface OffersFile extends Assets {
  /** Reads the file again. A table that is wrong is not taken; the one before stays. */
  reload(): void;
  close(): void;
}

/** Milliseconds that an editor may take to write a file. */
const settling = 100;

/**
 * Reads an offers file, and again whenever it changes.
 *
 * @param tell hears of each reading: how many offers there are, or what is wrong
 * @throws Error when the file is wrong at the start
 */
export function followOffers(file: string, tell: (problem: Error | undefined) => void): OffersFile {
  let table = readOffers(file);
  let timer: NodeJS.Timeout | undefined;
  const reload = (): void => {
    try {
      table = readOffers(file);
      tell(undefined);
    } catch (error) {
      tell(error as Error);
    }
  };
  // The folder is watched, since many editors put a new file in the place of the old one.
  const watcher = watch(dirname(file), (_, name) => {
    if (name !== null && name !== basename(file)) return;
    clearTimeout(timer);
    timer = setTimeout(reload, settling);
  });
  return {
    offersOf: (asset) => table.offersOf(asset),
    get offers() {
      return table.offers;
    },
    reload,
    close() {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
