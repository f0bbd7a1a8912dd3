import { readFile } from 'node:fs/promises';
import { PageError, type GateReport, checkPage, sealPage } from '../sealed/page.js';
import type { SealOptions } from '../sealed/seal.js';
import { readCharacters } from './characters.js';
import { isOutdated, resealWhole, sealWhole } from './envelope-file.js';
import { writeWhole, type Found } from './files.js';
import type { Record } from './record.js';

/** What was done about a file, or what there is to do. */
export interface FileReport {
  /** As it was given, or found. */
  readonly file: string;
  /**
   * `sealed`: written now. `current`: nothing to do. `outdated`: sealed under an older master, or for other offers, or
   * of another content. `open`: everybody can read premium content in it. `none`: nothing of it is to be sealed.
   * `refused`: see `message`.
   */
  readonly status: 'sealed' | 'current' | 'outdated' | 'open' | 'none' | 'refused';
  /** Where the sealed content is, when that is another file. */
  readonly target?: string;
  readonly gates?: readonly GateReport[];
  readonly message?: string;
}

/** How files are sealed. */
export interface FileOptions extends Omit<SealOptions, 'asset' | 'offers' | 'cty' | 'ver'> {
  readonly record: Record;
  /** Look, and write nothing. */
  readonly check: boolean;
  readonly reseal: boolean;
}

const worst = (gates: readonly GateReport[]): FileReport['status'] =>
  (['open', 'outdated', 'sealed', 'current'] as const).find((status) => gates.some((gate) => gate.status === status || (status === 'current' && gate.status === 'kept'))) ?? 'none';

/** Seals the gates of a page in place, or looks at them. */
export async function sealPageFile({ path, name }: Found, options: FileOptions): Promise<FileReport> {
  const bytes = await readFile(path);
  const { source, decode, encode } = readCharacters(bytes);
  if (options.check) {
    const gates = checkPage(source, { ...options, page: name, decode });
    return { file: path, status: worst(gates), gates };
  }
  const { html, gates } = await sealPage(source, { ...options, page: name, decode, known: options.record.known });
  if (html !== source) await writeWhole(path, encode(html));
  options.record.keep(name, gates);
  return { file: path, status: html === source ? worst(gates) : 'sealed', gates };
}

const readOrNothing = async (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });

/** Seals a whole file into one beside it, whose name has `.jwe` behind it. */
export async function sealWholeFile({ path, name }: Found, offers: readonly string[], cty: string, options: FileOptions): Promise<FileReport> {
  const target = `${path}.jwe`;
  const [bytes, before] = [await readFile(path), await readOrNothing(target)];
  const content = cty === 'text/html' ? new TextEncoder().encode(text(bytes)) : bytes;
  const { text: now, kept } = await sealWhole(content, before, { ...options, asset: name, offers, cty });
  if (!kept && !options.check) await writeWhole(target, now);
  return { file: path, target, status: kept ? 'current' : !options.check ? 'sealed' : before === undefined ? 'open' : 'outdated' };
}

function text(bytes: Buffer): string {
  const { source, decode } = readCharacters(bytes);
  return decode(source);
}

/** Looks at a `.jwe` file, and seals it anew where that is wanted. */
export async function resealFile({ path }: Found, options: FileOptions): Promise<FileReport> {
  const source = await readFile(path, 'utf8');
  if (!isOutdated(source, options.masters)) return { file: path, status: 'current' };
  if (options.check || !options.reseal) return { file: path, status: 'outdated' };
  await writeWhole(path, await resealWhole(source, options));
  return { file: path, status: 'sealed' };
}

/** A refusal as a report; each line begins with the file, and with the place in it where that is known. */
export function refusalOf(file: string, error: unknown): FileReport {
  const lines = error instanceof PageError
    ? error.problems.map(({ line, column, message }) => `${file}:${line}:${column} ${message}`)
    : [`${file}: ${(error as Error).message}`];
  return { file, status: 'refused', message: lines.join('\n') };
}
