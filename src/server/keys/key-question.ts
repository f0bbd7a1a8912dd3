import { isBase64url } from '../../sealed/encoding.js';
import { isAssetName } from '../../sealed/envelope.js';
import { readKid, type Recipient } from '../../sealed/kid.js';
import { own } from '../../mediastore/body.js';
import { parseJson, readBytes } from '../../wire/body.js';
import { Refusal } from '../answering/refusal.js';

/** A recipient of a sealed file, as a page found it there. */
export interface Candidate {
  readonly kid: string;
  readonly recipient: Recipient;
  /** The wrapped content key, base64url. */
  readonly ek: string;
}

/** What a page asks of `POST keys`. */
export interface Question {
  readonly asset: string;
  /** The caller's one-time public key on P-256. */
  readonly epk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
  readonly candidates: readonly Candidate[];
}

const longest = 4096;
const most = 8;

/** @param what is to be looked at by whoever wrote the page */
function must(fine: boolean, what: string): asserts fine {
  if (!fine) throw new Refusal(400, 'malformed', { why: `the question's ${what}` });
}

/** Takes the public members alone; a key with its private half is refused, since it was not meant to be sent. */
function readEpk(epk: unknown): Question['epk'] {
  const [x, y] = [own(epk, 'x'), own(epk, 'y')];
  must(own(epk, 'kty') === 'EC' && own(epk, 'crv') === 'P-256' && own(epk, 'd') === undefined, 'epk is no public key on P-256');
  must(isBase64url(x, 32) && isBase64url(y, 32), 'epk has no x and y of 32 bytes');
  return { kty: 'EC', crv: 'P-256', x, y };
}

function readCandidate(candidate: unknown): Candidate {
  const [kid, ek] = [own(candidate, 'kid'), own(candidate, 'ek')];
  must(typeof kid === 'string' && isBase64url(ek, 40), 'candidates need a kid, and an ek of 40 bytes');
  const recipient = readKid(kid);
  must(recipient !== null, 'kid is none: <epoch>.<offer> or <epoch>.tag-<tag>');
  return { kid, recipient, ek };
}

/**
 * Reads the body of a question for a key: at most 4 kB of JSON.
 *
 * @throws Refusal 400, the same for whatever is wrong
 */
export async function readQuestion({ body }: Request): Promise<Question> {
  const bytes = await readBytes(body, longest).catch(() => undefined);
  const json = bytes && parseJson(bytes);
  const asset = own(json, 'asset');
  must(isAssetName(asset), bytes ? 'asset is no name, or the body no JSON' : `body is longer than ${longest} bytes`);
  const list = own(json, 'candidates') ?? [json];
  must(Array.isArray(list) && list.length > 0 && list.length <= most, `candidates are not 1 to ${most}`);
  return { asset, epk: readEpk(own(json, 'epk')), candidates: list.map(readCandidate) };
}
