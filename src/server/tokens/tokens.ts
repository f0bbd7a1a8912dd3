import { LRUCache } from 'lru-cache';
import type { Clock } from '../../mediastore/clock.js';
import { sha256 } from './digest.js';
import type { Keys } from './jwks.js';
import { verifyToken, type Identity, type TokenRules } from './verify.js';

interface Surroundings extends TokenRules {
  readonly keys: Keys;
  readonly clock: Clock;
  /** How many tokens are remembered; default 10,000. */
  readonly most?: number;
}

/**
 * {@link verifyToken} with a memory: a token that was verified once is good until its `exp`, or until the keys
 * change. Kept under its SHA-256, so that nobody who reads the memory of the process finds a token here; refused
 * tokens are not kept, so that only who can have tokens signed can fill it.
 */
export function createVerifier({ most = 10_000, ...rules }: Surroundings): (jwt: string) => Promise<Identity> {
  const { keys, clock } = rules;
  const known = new LRUCache<string, Identity>({ max: most });
  let version = -1;

  const recall = (hash: string): Identity | undefined => {
    if (keys.version() !== version) {
      version = keys.version();
      known.clear();
    }
    const identity = known.get(hash);
    return identity && identity.expiresAt * 1000 > clock.now() ? identity : undefined;
  };
  return async (jwt) => {
    const digest = sha256(jwt);
    const hash = typeof digest === 'string' ? digest : await digest;
    const remembered = recall(hash);
    if (remembered) return remembered;
    const before = version;
    const identity = await verifyToken(jwt, rules);
    // Keys that changed meanwhile may not know it any more.
    if (keys.version() === before) known.set(hash, identity);
    return identity;
  };
}
