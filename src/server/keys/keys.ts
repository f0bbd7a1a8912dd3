import { base64url, CompactEncrypt, importJWK } from 'jose';
import picomatch from 'picomatch/posix.js';
import type { Clock } from '../../mediastore/clock.js';
import type { Masters } from '../../sealed/masters.js';
import { unwrapKey } from '../../sealed/unseal.js';
import { readQuestion, type Candidate, type Question } from './key-question.js';
import type { Log } from '../../wire/log.js';
import { createOpening, type TagOptions } from './opening.js';
import { Refusal } from '../answering/refusal.js';
import type { Reply } from '../answering/reply.js';
import type { Ask, Caller, Route } from '../answering/route.js';

interface Surroundings extends TagOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly masters: Masters;
  /** Assets, or patterns of them, whose keys nobody gets any more. */
  readonly denyAssets: readonly string[];
}

/** Seconds for which an answer may be used. */
const life = 300;

/** A gate's asset is its page's path, `#` and its place there; denying the page denies all its gates, and theirs. */
function createDenial(patterns: readonly string[]): (asset: string) => boolean {
  const literal = new Set(patterns);
  // Whatever a pattern could mean is denied: names that begin with a dot, and parentheses as they are written.
  const matches = patterns.map((pattern) => picomatch(pattern.replaceAll(/[()|+@]/g, String.raw`\$&`), { dot: true, nonegate: true, noextglob: true }));
  return (asset) => {
    const names = asset.split('#').map((_, index, parts) => parts.slice(0, index + 1).join('#'));
    return names.some((name) => literal.has(name) || matches.some((match) => match(name)));
  };
}

/** One body for every blob that does not open, so that the answer tells nothing of why. */
const malformed = (why: string, cause?: unknown): Refusal => new Refusal(400, 'malformed', { why, cause });

const unopened = (): Refusal => malformed('a wrapped key opens with no master: it was damaged, or made for another offer or asset');

/** A content key, and which recipient's part it was in. */
interface Unwrapped {
  readonly kid: string;
  readonly key: Uint8Array;
}

async function encrypt({ epk }: Question, claims: object): Promise<string> {
  // Refuses a point that is not on the curve.
  const key = await importJWK({ ...epk, alg: 'ECDH-ES' }).catch((cause: unknown) => { throw malformed('the epk is no point of P-256', cause); });
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', typ: 'sealed-key+jwt' })
    .encrypt(key);
}

/**
 * `POST {base}/keys` with `{asset, epk, candidates: [{kid, ek}]}` (up to 8), or `{asset, epk, kid, ek}` for one:
 * releases the content key of one sealed asset to whoever may see an offer that it was sealed for, encrypted to the
 * caller's one-time P-256 key as a JWE (ECDH-ES, A256GCM) with `{k, kid, asset, sub, iat, exp}`. That offer and asset
 * belong together is checked by the unwrapping itself. Nothing is kept.
 */
export function createKeyRoute({ clock, log, masters, denyAssets, ...tags }: Surroundings): Route {
  const isDenied = createDenial(denyAssets);
  const open = createOpening(clock, log, tags);

  const unwrap = async (asset: string, candidates: readonly Candidate[]): Promise<Unwrapped | undefined> => {
    for (const { kid, ek } of candidates) {
      const key = await unwrapKey(masters, asset, kid, ek);
      if (key) return { kid, key };
    }
    return undefined;
  };
  /** A part that is damaged leaves those of the customer's other offers. */
  const find = async (ask: Ask, caller: Caller, asset: string, candidates: readonly Candidate[]): Promise<Unwrapped & { readonly age: number }> => {
    const { candidates: opened, age } = await open(ask, caller, candidates);
    const found = await unwrap(asset, opened);
    if (found) return { ...found, age };
    const others = candidates.filter((candidate) => !opened.includes(candidate));
    if (!others.length) throw unopened();
    return find(ask, caller, asset, others).catch((error: unknown) => { throw error instanceof Refusal && error.status < 500 ? unopened() : error; });
  };
  const release = async (ask: Ask, question: Question, caller: Caller, candidates: readonly Candidate[]): Promise<Reply> => {
    const { asset } = question;
    const { customerId } = caller;
    const { kid, key, age } = await find(ask, caller, asset, candidates);
    await ask.spend('assets', `${customerId}/${asset}`);
    const now = clock.now();
    const iat = Math.floor(now / 1000);
    const body = await encrypt(question, { k: base64url.encode(key), kid, asset, sub: customerId, iat, exp: iat + life });
    key.fill(0);
    // A page whose clock is wrong reads the time of the answer here; and how much of the day that a key may be kept is over.
    return { status: 200, headers: { 'content-type': 'application/jose', 'cache-control': 'no-store', date: new Date(now).toUTCString(), age: String(age) }, body };
  };
  return {
    word: 'keys',
    methods: ['POST'],
    shared: true,
    async answer(ask: Ask) {
      if (ask.rest) throw new Refusal(404, 'malformed');
      const caller = await ask.caller();
      await ask.spend('keys', caller.customerId);
      const question = await readQuestion(ask.request);
      const candidates = question.candidates.filter(({ recipient }) => masters.epochs.includes(recipient.epoch));
      if (!candidates.length) throw malformed('it is sealed under no master that is listed');
      if (isDenied(question.asset)) throw new Refusal(403, 'inactive-offer');
      return release(ask, question, caller, candidates);
    },
  };
}
