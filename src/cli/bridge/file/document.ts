import { evaluate, parse, type MemberNode, type ValueNode } from '@humanwhocodes/momoa';
import { slipOf } from './slip.js';

/** Counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Keys and indices that lead from the whole to a part. */
export type Path = readonly (string | number)[];

/** A file of JSON with comments, and where each part of it stands. */
export interface Document {
  readonly value: unknown;
  /** Where a part stands: a member at its key, an element at its beginning; what is not there, at what would hold it. */
  place(path: Path): Place;
  /** Every text with the path to it, in the order of the file. */
  readonly texts: readonly (readonly [path: Path, text: string])[];
  /** Members whose key their object has had before. */
  readonly repeated: readonly Path[];
}

/** It is no JSON. */
export class NoDocument extends Error {
  /** @param remedy what to write, where that can be told */
  constructor(readonly place: Place, message: string, readonly remedy: string | undefined, options?: ErrorOptions) {
    super(message, options);
  }
}

const nameOf = ({ name }: MemberNode): string => (name.type === 'String' ? name.value : name.name);

/** The node at a path, as far as there is one. */
function find(body: ValueNode, path: Path): Place {
  let node = body;
  let { start } = body.loc;
  for (const step of path) {
    const member = node.type === 'Object' ? node.members.filter((one) => nameOf(one) === step).at(-1) : undefined;
    const next = member?.value ?? (node.type === 'Array' && typeof step === 'number' ? node.elements[step]?.value : undefined);
    if (!next) break;
    ({ start } = (member ?? next).loc);
    node = next;
  }
  return { line: start.line, column: start.column };
}

interface Seen {
  readonly texts: [Path, string][];
  readonly repeated: Path[];
}

function walk(node: ValueNode, path: Path, seen: Seen): void {
  if (node.type === 'String') seen.texts.push([path, node.value]);
  if (node.type === 'Array') node.elements.forEach(({ value }, index) => { walk(value, [...path, index], seen); });
  if (node.type !== 'Object') return;
  const names = new Set<string>();
  for (const member of node.members) {
    const name = nameOf(member);
    if (names.has(name)) seen.repeated.push([...path, name]);
    names.add(name);
    walk(member.value, [...path, name], seen);
  }
}

/**
 * Reads JSON that may hold comments, commas at an end and a byte order mark.
 *
 * @throws NoDocument with the place at which it ceases to be JSON
 */
export function readDocument(text: string): Document {
  const marked = text.replace(/^\uFEFF/, '');
  let body: ValueNode;
  try {
    ({ body } = parse(marked, { mode: 'jsonc', allowTrailingCommas: true }));
  } catch (error) {
    const { line = 1, column = 1, offset = 0, message } = error as Error & Partial<Place> & { readonly offset?: number };
    const slip = slipOf(marked, { message, offset, place: { line, column } });
    throw new NoDocument(slip?.place ?? { line, column }, slip?.message ?? message.replace(/\.? ?\(\d+:\d+\)$|\.$/, ''), slip?.remedy, { cause: error });
  }
  const seen: Seen = { texts: [], repeated: [] };
  walk(body, [], seen);
  return { value: evaluate(body), place: (path) => find(body, path), ...seen };
}
