/** Whom a recipient is for: those who may see an offer, or those who may see content with a tag. */
export interface Recipient {
  /** Name of the master that its key is derived from. */
  readonly epoch: string;
  readonly kind: 'offer' | 'tag';
  /** The offer's id, or the tag. */
  readonly name: string;
}

/** The name of a master: a letter, then up to 31 letters, digits, `_` or `-`. Never a bare number, whose order objects forget. */
export const isEpoch = (epoch: string): boolean => /^[A-Za-z][\w-]{0,31}$/.test(epoch);

/** An offer's id as a recipient names it; one that begins like a tag would be taken for one. */
export const isSealedOffer = (id: string): boolean => /^(?!tag-)[\w-]{1,64}$/.test(id);

/** A tag as Cleeng allows it: letters, digits, space, `_`, `-`, `:`, at most 64. */
export const isTag = (tag: string): boolean => /^[\w:-](?:[\w :-]{0,62}[\w:-])?$/.test(tag);

/** `<epoch>.<offer>` or `<epoch>.tag-<tag>`: the `kid` of a recipient (RFC 7516, 4.1.6). */
export const kidOf = ({ epoch, kind, name }: Recipient): string => `${epoch}.${kind === 'tag' ? 'tag-' : ''}${name}`;

/** Reads a `kid`, which anybody may have written; null unless it is one of ours. */
export function readKid(kid: string): Recipient | null {
  const dot = kid.indexOf('.');
  const [epoch, rest] = [kid.slice(0, dot), kid.slice(dot + 1)];
  if (dot < 0 || !isEpoch(epoch)) return null;
  const kind = rest.startsWith('tag-') ? 'tag' : 'offer';
  const name = kind === 'tag' ? rest.slice(4) : rest;
  return (kind === 'tag' ? isTag : isSealedOffer)(name) ? { epoch, kind, name } : null;
}
