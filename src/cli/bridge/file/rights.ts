import { joinRows, type Draft, type Mapping } from '../../../bridge/mapping.js';
import type { Sink } from '../../../bridge/sink.js';
import { nearest } from '../../../check/nearest.js';
import type { Document } from './document.js';
import type { Problem } from './problems.js';
import { kinds, type RightEntry, type Settings } from './schema.js';
import { instead } from './words.js';

const example = 'Write "offer": "S123456789_US", or "offers" with a list of them';

const ownKeys = ['offer', 'offers', 'tag', 'sink', 'target'];

/** Offers of a right, or what is wrong with how they are named. */
function offersOf({ offer, offers, tag }: RightEntry): readonly string[] | string {
  if (offer !== undefined && offers !== undefined) return 'a right has "offer" and "offers". Write "offers" with all of them';
  if (tag !== undefined && offers === undefined) {
    return `the tag "${tag}" comes without "offers", and Cleeng answers about offers only. Write "offers" with those that carry the tag`;
  }
  return offers ?? (offer === undefined ? `a right names no offer. ${example}` : [offer]);
}

interface Surroundings {
  readonly settings: Settings;
  /** Where each of its rights stands in the file. */
  readonly indices: readonly number[];
  /** Those that could be made. */
  readonly sinks: ReadonlyMap<string, Sink>;
  /** The kinds of all entries of the file, also of those that are wrong; undefined for one that is of no kind. */
  readonly types: ReadonlyMap<string, keyof typeof kinds | undefined>;
}

/** A key of a row that is none, and the one that was probably meant; undefined when nothing is like it. */
function misspelt(row: Readonly<Record<string, unknown>>, known: readonly string[], fields: readonly string[]): { readonly field: string; readonly meant: string } | undefined {
  return Object.keys(row).filter((field) => !known.includes(field)).map((field) => ({ field, meant: nearest(field, fields) ?? '' })).find(({ meant }) => meant);
}

/** A sink's complaint about a row, at the field that it names. */
function complaint(error: TypeError, index: number, row: Readonly<Record<string, unknown>>, rowKeys: readonly string[]): Problem {
  const field = Object.keys(row).find((key) => error.message.split(/[\s.,:"]+/).includes(key));
  const strange = field !== undefined && !rowKeys.includes(field);
  const meant = strange ? nearest(field, [...rowKeys, ...ownKeys]) : undefined;
  return { path: ['rights', index, ...(field === undefined ? [] : [field])], message: `${error.message}.${meant ? ` Did you mean "${meant}"?` : ''}` };
}

/** What is wrong with how a right names its offers, at the key that was probably meant to. */
function unoffered(why: string, index: number, { tag, ...entry }: RightEntry, rowKeys: readonly string[]): Problem {
  const slip = tag === undefined ? misspelt(entry, [...rowKeys, ...ownKeys], ['offer', 'offers']) : undefined;
  if (slip) return { path: ['rights', index, slip.field], message: `"${slip.field}" is no key here. Did you mean "${slip.meant}"?` };
  return { path: ['rights', index, ...(tag === undefined ? [] : ['tag'])], message: `${why}.` };
}

/** A key that none of the sink's rows has, where the sink itself could not be made and so cannot say so. */
function unread(index: number, row: Readonly<Record<string, unknown>>, rowKeys: readonly string[]): readonly Problem[] {
  const slip = misspelt(row, rowKeys, rowKeys);
  return slip ? [{ path: ['rights', index, slip.field], message: `"${slip.field}" is no key here. Did you mean "${slip.meant}"?` }] : [];
}

/** Asks a right's sink whether it can do what the right says. */
function draftOf(entry: RightEntry, index: number, { sinks, types }: Surroundings): Draft | readonly Problem[] {
  const { offer: _, offers: __, tag, sink: name, target, ...row } = entry;
  const [offers, type, sink] = [offersOf(entry), types.get(name), sinks.get(name)];
  const rowKeys = type ? kinds[type].rowKeys : [];
  const problems = [
    ...(typeof offers === 'string' ? [unoffered(offers, index, entry, rowKeys)] : []),
    ...(types.has(name) ? [] : [{ path: ['rights', index, 'sink'], message: `no entry of sinks is called "${name}". ${instead(name, [...types.keys()])}` }]),
    ...(type && !sink && typeof offers !== 'string' ? unread(index, row, rowKeys) : []),
  ];
  if (problems.length || typeof offers === 'string') return problems;
  // An entry that is wrong has been complained about already; its rights wait for it.
  if (!sink) return { offers, sink: name, target, row, facet: String(index), byTag: tag !== undefined };
  try {
    const read = sink.readRow(row);
    return { offers, sink: name, target, row: read, facet: sink.facet(read), byTag: tag !== undefined };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return [complaint(error, index, row, rowKeys)];
  }
}

/**
 * The mapping that the rights of a file make.
 *
 * @param document tells where a row stands that another disagrees with
 */
export function readRights(surroundings: Surroundings, document: Document): { readonly mapping: Mapping; readonly problems: readonly Problem[] } {
  const { settings, indices } = surroundings;
  const read = settings.rights.map((entry, at) => ({ index: indices[at]!, draft: draftOf(entry, indices[at]!, surroundings) }));
  const problems = read.flatMap(({ draft }) => ('sink' in draft ? [] : draft));
  const drafts = read.flatMap(({ index, draft }) => ('sink' in draft ? [{ index, draft }] : []));
  const { mapping, clashes } = joinRows(drafts.map(({ draft }) => draft));
  const disagreements = clashes.map(({ rows: [earlier, later], fields }): Problem => {
    const [first, second] = [drafts[earlier]!.index, drafts[later]!.index];
    const { line } = document.place(['rights', first]);
    return { path: ['rights', second], message: `this right is that of line ${line} too, and they disagree about ${fields.join(', ')}. Write one row with the offers of both, or the same in both.` };
  });
  return { mapping, problems: [...problems, ...disagreements] };
}
