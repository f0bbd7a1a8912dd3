import type { Clock } from '../../mediastore/clock.js';
import { lengthPrefixed } from '../../sealed/kek.js';
import type { Masters } from '../../sealed/masters.js';
import { bytesOf, isBase64url } from '../../sealed/encoding.js';
import type { Log } from '../../wire/log.js';

/** What a grant opens: one asset, or the assets of a folder; only those that are opened by just these offers. */
export interface Scope {
  /** Name of an asset, or a folder of at least one segment without a slash behind it. */
  readonly path: string;
  readonly folder: boolean;
  readonly offers: readonly string[];
}

/** Signed permissions to fetch without a token, as they stand in a URL behind `grant=`. They name nobody. */
export interface Grants {
  /** @param until unix seconds */
  sign(scope: Scope, until: number): Promise<string>;
  /**
   * Whether a grant was signed by us, for this asset, while it was opened by these very offers.
   *
   * @returns its end in unix seconds, `expired` when that has passed, undefined when it is no grant for this asset
   */
  verify(grant: string, asset: string, offers: readonly string[]): Promise<number | 'expired' | undefined>;
  /** A short mark of a text, which tells nothing of the text and is the same wherever the newest master is. */
  mark(text: string): Promise<string>;
}

interface Signer {
  readonly clock: Clock;
  /** Who the guard works for, so that one master in two places makes two keys: environment and publisher. */
  readonly owner: string;
  /** Undefined: a key is made for as long as this process lives. */
  readonly masters?: Masters | undefined;
  readonly log: Log;
}

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const utf8 = new TextEncoder();
const salt = utf8.encode('cleeng-gate/grant/v1');
const kind = { name: 'HMAC', hash: 'SHA-256', length: 256 } as const;
const form = /^(\d{10})\.(?:f|d([1-9]\d?))\.([\w-]{43})$/;

const write = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const message = ({ path, folder, offers }: Scope, until: string): Uint8Array<ArrayBuffer> =>
  lengthPrefixed(...['grant', folder ? 'folder' : 'file', path, JSON.stringify([...offers].sort()), until].map((part) => utf8.encode(part)));

/** The newest first; a grant that an older master signed is good until it ends. */
async function keysOf({ masters, owner }: Signer): Promise<readonly Key[]> {
  if (!masters) return [await crypto.subtle.generateKey(kind, false, ['sign', 'verify'])];
  const derive = async (epoch: string): Promise<Key> => {
    const info = lengthPrefixed(utf8.encode(epoch), utf8.encode(owner));
    return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info }, (await masters.get(epoch))!, kind, false, ['sign', 'verify']);
  };
  return Promise.all([...masters.epochs].reverse().map(derive));
}

/** The scope that a grant claims for an asset: the asset itself, or its first `depth` segments. */
function scopeOf(asset: string, depth: string | undefined, offers: readonly string[]): Scope | undefined {
  if (depth === undefined) return { path: asset, folder: false, offers };
  const segments = asset.split('/');
  return segments.length > Number(depth) ? { path: segments.slice(0, Number(depth)).join('/'), folder: true, offers } : undefined;
}

/**
 * Signs and verifies grants: HMAC-SHA-256 with a key derived (HKDF, RFC 5869) from the newest master. Verified by
 * WebCrypto itself, which compares in constant time. Without masters the key is made here and dies with the process:
 * `grants.unshared` warns that no other guard, and not this one after a restart, knows its grants.
 */
export function createGrants(signer: Signer): Grants {
  if (!signer.masters) signer.log('warn', 'grants.unshared', { unset: ['masters'] });
  let made: Promise<readonly Key[]> | undefined;
  // Not before the first use: workerd makes no random bytes while a module is read.
  const keys = async (): Promise<readonly Key[]> => (made ??= keysOf(signer));
  return {
    async sign(scope, until) {
      const [key] = await keys();
      const mac = write(await crypto.subtle.sign('HMAC', key!, message(scope, String(until))));
      return `${until}.${scope.folder ? `d${scope.path.split('/').length}` : 'f'}.${mac}`;
    },
    async verify(grant, asset, offers) {
      const [, until = '', depth, text = ''] = form.exec(grant) ?? [];
      const mac = isBase64url(text) ? bytesOf(text) : undefined;
      const scope = scopeOf(asset, depth, offers);
      if (!mac?.length || !scope) return undefined;
      for (const key of await keys()) {
        if (!(await crypto.subtle.verify('HMAC', key, mac, message(scope, until)))) continue;
        return Number(until) * 1000 > signer.clock.now() ? Number(until) : 'expired';
      }
      return undefined;
    },
    async mark(text) {
      const [key] = await keys();
      return write(await crypto.subtle.sign('HMAC', key!, lengthPrefixed(utf8.encode('mark'), utf8.encode(text)))).slice(0, 22);
    },
  };
}
