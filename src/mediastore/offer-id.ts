/** Whether a string can be an offer id at all: what fits into one path segment and nothing else. */
export const isOfferId = (id: string): boolean => /^[\w-]{1,64}$/.test(id);

/**
 * Whether an id has Cleeng's own form: a letter for the kind (S, P, E, A, R), nine digits and,
 * for one localisation of an offer, the country.
 */
export const looksLikeOfferId = (id: string): boolean => /^[SPEAR]\d{9}(_[A-Z\d]{2})?$/.test(id);

/** Whether two ids speak of one offer: equal, or one is the other without its country. */
export const sameOffer = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}_`) || other.startsWith(`${one}_`);
