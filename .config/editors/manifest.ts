import { readFileSync } from 'node:fs';

/** A piece of a tag that has a name and a sentence. */
export interface Piece {
  readonly name: string;
  readonly description: string;
}

/** A piece that takes or holds a value; `type` is TypeScript. */
export interface Typed extends Piece {
  readonly type?: { readonly text: string };
  /** Of a member, whether it is a field or a method. */
  readonly kind?: 'field' | 'method';
  /** Of an attribute, the property that it sets. */
  readonly fieldName?: string;
  /** Of a property, the attribute that sets it. */
  readonly attribute?: string;
}

/** What can be asked about a tag besides its name. */
const kinds = ['attributes', 'members', 'slots', 'events', 'cssStates', 'cssParts', 'cssProperties'] as const;
export type Kind = (typeof kinds)[number];

/** A tag, as the manifest describes it; a kind of which it has none is empty. */
export interface Tag extends Piece, Readonly<Record<Kind, readonly Typed[]>> {
  readonly tagName: string;
}

interface Manifest {
  readonly modules: readonly { readonly declarations: readonly (Piece & { readonly tagName: string })[] }[];
}

/** The tags of the built manifest, each sentence on one line. */
export function readTags(): Tag[] {
  const oneLine = (key: string, value: unknown): unknown => (key === 'description' && typeof value === 'string' ? value.replace(/\s+/g, ' ') : value);
  const { modules } = JSON.parse(readFileSync('dist/custom-elements.json', 'utf8'), oneLine) as Manifest;
  const none = Object.fromEntries(kinds.map((kind) => [kind, []])) as unknown as Record<Kind, []>;
  return modules.flatMap(({ declarations }) => declarations).map((tag) => ({ ...none, ...tag }));
}

/** The words among which a value is chosen; none if it is free. */
export const wordsOf = ({ type }: Typed): string[] => Array.from(type?.text.matchAll(/'([^']+)'/g) ?? [], ([, word]) => word!);
