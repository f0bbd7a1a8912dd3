import { readFile } from 'node:fs/promises';
import { parseEnvelope, type Envelope } from '../sealed/envelope.js';
import type { GateReport } from '../sealed/page.js';
import { writeWhole } from './files.js';

/**
 * The envelopes that the gates of pages had when they were last sealed, so that a build which makes its pages anew
 * from the same words gets the same pages. It holds nothing that is not published with the pages.
 */
export interface Record {
  known(asset: string): Envelope | undefined;
  /**
   * Puts what a page's gates have now in the place of what they had. Where one was found sealed already, what may be
   * inside it is not known, and what was kept stays.
   */
  keep(page: string, gates: readonly GateReport[]): void;
  /** Writes the file, if anything in it has changed. */
  save(): Promise<void>;
}

const format = 1;

async function read(path: string): Promise<[string, Envelope][]> {
  const source = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (source === undefined) return [];
  try {
    const { version, envelopes } = JSON.parse(source) as { version: unknown; envelopes: object };
    if (version !== format) throw new Error(`it is of version ${String(version)}, and this program writes ${format}`);
    return Object.entries(envelopes).map(([asset, envelope]) => [asset, parseEnvelope(JSON.stringify(envelope)).envelope]);
  } catch (cause) {
    throw new Error(`${path} is no record of sealed gates; delete it, and all gates are sealed anew (${(cause as Error).message})`, { cause });
  }
}

/**
 * Opens a record. A file that is not there is an empty one.
 *
 * @param path undefined: nothing is read, and nothing kept
 * @throws Error when the file is something else
 */
export async function openRecord(path: string | undefined): Promise<Record> {
  const envelopes = new Map(path === undefined ? [] : await read(path));
  const text = (): string => `${JSON.stringify({ version: format, envelopes: Object.fromEntries([...envelopes].sort(([one], [other]) => (one < other ? -1 : 1))) }, null, 1)}\n`;
  let written = text();
  return {
    known: (asset) => envelopes.get(asset),
    keep(page, gates) {
      const whole = gates.every(({ status }) => status !== 'current' && status !== 'outdated');
      for (const asset of whole ? [...envelopes.keys()] : []) if (asset.startsWith(`${page}#`)) envelopes.delete(asset);
      for (const { asset, envelope } of gates) if (envelope) envelopes.set(asset, envelope);
    },
    async save() {
      const now = text();
      if (path !== undefined && now !== written) await writeWhole(path, now);
      written = now;
    },
  };
}
