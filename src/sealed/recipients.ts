import { maxRecipients } from './envelope.js';
import { isSealedOffer, isTag, type Recipient } from './kid.js';

/** Who is to be able to open something. */
export interface Readers {
  /** Any of these offers opens it. */
  readonly offers?: readonly string[];
  /** Any of these tags opens it; needs `tagOffers` or `accessibleTags`. */
  readonly tags?: readonly string[];
  /** Which offers give access to a tag, as the guard's option of the same name holds it. */
  readonly tagOffers?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Says that the guard has a resolver of that name, so that it can find out by tag itself. */
  readonly accessibleTags?: boolean | undefined;
}

/** A tag can be asked about only through offers or through the legacy API; without either nobody could ever open it. */
function checkTag(tag: string, { tagOffers, accessibleTags }: Readers): void {
  if (!isTag(tag)) throw new TypeError(`"${tag}" is no tag: up to 64 letters, digits, spaces, "_", "-" or ":"`);
  if (accessibleTags) return;
  if (!tagOffers) {
    throw new TypeError(`nothing says who may see the tag "${tag}": give tagOffers ({ "${tag}": ["S123456789_US"] }), or accessibleTags when the guard has that resolver`);
  }
  if (!Object.hasOwn(tagOffers, tag) || !tagOffers[tag]?.length) throw new TypeError(`tagOffers lists no offer for the tag "${tag}"`);
}

function checkOffer(offer: string): void {
  if (!isSealedOffer(offer)) throw new TypeError(`"${offer}" is no offer id: up to 64 letters, digits, "_" or "-", and no "tag-" in front`);
}

/**
 * The recipients of an epoch, each once.
 *
 * @throws TypeError when there is none, when there are more than 32, or one is not what it should be
 */
export function recipientsOf(epoch: string, readers: Readers): Recipient[] {
  const [offers, tags] = [new Set(readers.offers), new Set(readers.tags)];
  offers.forEach(checkOffer);
  tags.forEach((tag) => { checkTag(tag, readers); });
  if (!offers.size && !tags.size) throw new TypeError('nobody could open it: name at least one offer');
  if (offers.size + tags.size > maxRecipients) throw new TypeError(`${offers.size + tags.size} offers and tags are more than ${maxRecipients}: seal to one offer that holds them all`);
  return [
    ...[...offers].map((name): Recipient => ({ epoch, kind: 'offer', name })),
    ...[...tags].map((name): Recipient => ({ epoch, kind: 'tag', name })),
  ];
}
