import { editionOf } from './edition.js';
import { parseEnvelope, type Envelope, type ParsedEnvelope } from './envelope.js';
import { kidOf, readKid, type Recipient } from './kid.js';
import { recipientsOf } from './recipients.js';
import { seal, type SealOptions } from './seal.js';

/** Who can open an envelope: the offers and tags in its recipients' names, and its partners' names. */
export function readersOf({ recipients }: Envelope): { ours: Recipient[]; partners: string[] } {
  const ours = recipients.flatMap(({ header: { kid } }) => readKid(kid) ?? []);
  const partners = recipients.filter(({ header: { alg } }) => alg !== 'A256KW').map(({ header: { kid } }) => kid);
  return { ours, partners };
}

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((item) => other.includes(item));

/** Whether an envelope in a page still is what its gate asks for: the newest master, and the gate's offers. */
export function isCurrent({ envelope }: ParsedEnvelope, newest: string, offers: readonly string[]): boolean {
  const { ours } = readersOf(envelope);
  const sealedFor = ours.filter(({ kind }) => kind === 'offer').map(({ name }) => name);
  return ours.every(({ epoch }) => epoch === newest) && same(sealedFor, [...new Set(offers)]);
}

/** An envelope that was made before of the same content for the same readers, if it still is one of ours. */
async function reusable(known: Envelope, content: Uint8Array, options: SealOptions & { readonly cty: string }): Promise<boolean> {
  const { masters, asset, cty, gzip = false, partners = {} } = options;
  const { header } = parseEnvelope(JSON.stringify(known));
  const kids = [...recipientsOf(masters.newest, options).map(kidOf), ...Object.keys(partners)];
  if (header.asset !== asset || header.cty !== cty || (header.ce === 'gzip') !== gzip) return false;
  if (!same(kids, known.recipients.map((recipient) => recipient.header.kid))) return false;
  return header.ver === (await editionOf(masters, masters.newest, { asset, cty, content }));
}

/**
 * Seals content, unless the envelope that it had before is of the same content, for the same readers and under the
 * newest master: then that one is kept, so that a build which changes nothing writes nothing.
 *
 * @throws TypeError as `seal` does
 */
export async function sealOrKeep(
  content: Uint8Array, known: Envelope | undefined, options: SealOptions & { readonly cty: string },
): Promise<{ envelope: Envelope; kept: boolean }> {
  if (known && (await reusable(known, content, options).catch(() => false))) return { envelope: known, kept: true };
  return { envelope: await seal(content, options), kept: false };
}
