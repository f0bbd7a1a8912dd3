const split = new Map<string, readonly string[]>();

/** Ids in the order given, each once. A page with a thousand gates splits each list once. */
export function splitIds(offerIds: string): readonly string[] {
  let ids = split.get(offerIds);
  if (!ids) split.set(offerIds, (ids = [...new Set(offerIds.split(/\s+/).filter(Boolean))]));
  return ids;
}
