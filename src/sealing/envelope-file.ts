import { isCurrent, readersOf, sealOrKeep } from '../sealed/current.js';
import { parseEnvelope, type Envelope } from '../sealed/envelope.js';
import type { Masters } from '../sealed/masters.js';
import { seal, type SealOptions } from '../sealed/seal.js';
import { unseal } from '../sealed/unseal.js';

/** A file as it is sealed whole. */
export type WholeOptions = SealOptions & { readonly cty: string };

/** The text of a `.jwe` file. */
const write = (envelope: Envelope): string => `${JSON.stringify(envelope)}\n`;

function readKnown(source: string | undefined): Envelope | undefined {
  try {
    return source === undefined ? undefined : parseEnvelope(source).envelope;
  } catch {
    return undefined;
  }
}

/**
 * Seals a whole file.
 *
 * @param before what its `.jwe` file holds now; kept where it is of the same content, readers and newest master
 */
export async function sealWhole(content: Uint8Array, before: string | undefined, options: WholeOptions): Promise<{ text: string; kept: boolean }> {
  const { envelope, kept } = await sealOrKeep(content, readKnown(before), options);
  return { text: kept ? before! : write(envelope), kept };
}

/**
 * Whether a `.jwe` file was sealed with the newest master throughout.
 *
 * @throws EnvelopeError when it is no envelope
 */
export function isOutdated(source: string, { newest }: Masters): boolean {
  const parsed = parseEnvelope(source);
  const offers = readersOf(parsed.envelope).ours.filter(({ kind }) => kind === 'offer').map(({ name }) => name);
  return !isCurrent(parsed, newest, offers);
}

/**
 * Seals what is in a `.jwe` file anew, with the newest master and for the readers that it had, without the content at
 * hand.
 *
 * @throws EnvelopeError when no master opens it; TypeError when a partner's key is not given
 */
export async function resealWhole(source: string, options: Pick<SealOptions, 'masters' | 'partners' | 'tagOffers' | 'accessibleTags'>): Promise<string> {
  const parsed = parseEnvelope(source);
  const { ours, partners } = readersOf(parsed.envelope);
  const lost = partners.find((name) => !Object.hasOwn(options.partners ?? {}, name));
  if (lost !== undefined) throw new TypeError(`it was sealed for the partner "${lost}" too, whose public key is not given`);
  const named = (wanted: string): string[] => ours.filter(({ kind }) => kind === wanted).map(({ name }) => name);
  const { asset, cty, ce } = parsed.header;
  const content = await unseal(parsed, options.masters);
  return write(await seal(content, { ...options, asset, cty, gzip: ce === 'gzip', offers: named('offer'), tags: named('tag') }));
}
