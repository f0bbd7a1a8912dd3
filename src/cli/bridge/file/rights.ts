import { joinRows, type Draft, type Mapping } from '../../../bridge/mapping.js';
import type { Sink } from '../../../bridge/sink.js';
import { nearest } from '../../../check/nearest.js';
import type { Document } from './document.js';
import type { Problem } from './problems.js';
import { kinds, type RightEntry, type Settings } from './schema.js';
import { instead } from './words.js';

const example = 'Write "offer": "S123456789_US", or "offers" with a list of them';

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
  readonly sinks: ReadonlyMap<string, Sink>;
}

/** A sink's complaint about a row, at the field that it names. */
function complaint(error: TypeError, index: number, row: Readonly<Record<string, unknown>>, rowKeys: readonly string[]): Problem {
  const field = Object.keys(row).find((key) => error.message.split(/[\s.,:"]+/).includes(key));
  const strange = field !== undefined && !rowKeys.includes(field);
  const meant = strange ? nearest(field, [...rowKeys, 'offer', 'offers', 'tag', 'sink', 'target']) : undefined;
  return { path: ['rights', index, ...(field === undefined ? [] : [field])], message: `${error.message}.${meant ? ` Did you mean "${meant}"?` : ''}` };
}

/** Asks a right's sink whether it can do what the right says. */
function draftOf(entry: RightEntry, index: number, { settings, sinks }: Surroundings): Draft | readonly Problem[] {
  const { offer: _, offers: __, tag, sink: name, target, ...row } = entry;
  const offers = offersOf(entry);
  const known = Object.hasOwn(settings.sinks, name) ? settings.sinks[name] : undefined;
  if (typeof offers === 'string' || !known) {
    return [
      ...(typeof offers === 'string' ? [{ path: ['rights', index, ...(tag === undefined ? [] : ['tag'])], message: `${offers}.` }] : []),
      ...(known ? [] : [{ path: ['rights', index, 'sink'], message: `no entry of sinks is called "${name}". ${instead(name, Object.keys(settings.sinks))}` }]),
    ];
  }
  const sink = sinks.get(name);
  // An entry that is wrong has been complained about already; its rights wait for it.
  if (!sink) return { offers, sink: name, target, row, facet: String(index), byTag: tag !== undefined };
  try {
    const read = sink.readRow(row);
    return { offers, sink: name, target, row: read, facet: sink.facet(read), byTag: tag !== undefined };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return [complaint(error, index, row, kinds[known.type].rowKeys)];
  }
}

/**
 * The mapping that the rights of a file make.
 *
 * @param document tells where a row stands that another disagrees with
 */
export function readRights(surroundings: Surroundings, document: Document): { readonly mapping: Mapping; readonly problems: readonly Problem[] } {
  const read = surroundings.settings.rights.map((entry, index) => ({ index, draft: draftOf(entry, index, surroundings) }));
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
