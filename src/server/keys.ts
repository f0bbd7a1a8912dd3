import { base64url, CompactEncrypt, importJWK } from 'jose';
import picomatch from 'picomatch/posix.js';
import type { Clock } from '../mediastore/clock.js';
import type { Masters } from '../sealed/masters.js';
import { unwrapKey } from '../sealed/unseal.js';
import { readQuestion, type Question } from './key-question.js';
import type { Log } from '../wire/log.js';
import { createOpening, type Opened, type TagOptions } from './opening.js';
import { Refusal } from './refusal.js';
import type { Reply } from './reply.js';
import type { Ask, Caller, Route } from './route.js';

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
const malformed = (cause?: unknown): Refusal => new Refusal(400, 'malformed', { cause });

async function encrypt({ epk }: Question, claims: object): Promise<string> {
  // Refuses a point that is not on the curve.
  const key = await importJWK({ ...epk, alg: 'ECDH-ES' }).catch((cause: unknown) => { throw malformed(cause); });
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

  const release = async ({ spend }: Ask, question: Question, { customerId }: Caller, { candidates, age }: Opened): Promise<Reply> => {
    const { asset } = question;
    for (const { kid, ek } of candidates) {
      const key = await unwrapKey(masters, asset, kid, ek);
      if (!key) continue;
      await spend('assets', `${customerId}/${asset}`);
      const now = clock.now();
      const iat = Math.floor(now / 1000);
      const answer = await encrypt(question, { k: base64url.encode(key), kid, asset, sub: customerId, iat, exp: iat + life });
      key.fill(0);
      // A page whose clock is wrong reads the time of the answer here; and how much of the day that a key may be kept is over.
      const headers = { 'content-type': 'application/jose', 'cache-control': 'no-store', date: new Date(now).toUTCString(), age: String(age) };
      return { status: 200, headers, body: answer };
    }
    throw malformed();
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
      if (!candidates.length) throw malformed();
      if (isDenied(question.asset)) throw new Refusal(403, 'inactive-offer');
      return release(ask, question, caller, await open(ask, caller, candidates));
    },
  };
}
