import type { Clock } from '../../mediastore/clock.js';
import { readAsset, writeAsset } from './asset.js';
import type { Assets } from './assets.js';
import { readBytes } from '../../wire/body.js';
import type { Content, Opened } from './content-source.js';
import type { Grants, Scope } from './grants.js';
import { mediaType } from './media-type.js';
import { playingTime } from './playing-time.js';
import { playlistsIn, playlistTime } from './playlist.js';
import type { Ask } from '../answering/route.js';

/** Seconds that a grant lives: where one fetch is enough; beyond the playing time; and at the most. */
const lives = { once: 300, beyond: 300, most: 21_600 } as const;

/** Bytes of a document that is read in order to write grants into it. */
const longestDocument = 8_000_000;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a document; undefined when it is too long or no UTF-8. */
export async function textOf(opened: Opened): Promise<string | undefined> {
  const bytes = opened.size > longestDocument ? undefined : await readBytes(opened.stream(), longestDocument);
  try {
    return bytes && utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

export const isPlaylist = (type: string): boolean => /^(?:application|audio)\/(?:vnd\.apple\.|x-)?mpegurl\b/i.test(type);

interface Parts {
  readonly assets: Assets;
  readonly content: Content;
  readonly grants: Grants;
  readonly clock: Clock;
}

/** The document that the references stand in, and what it was opened by. */
export interface Origin {
  readonly asset: string;
  readonly offers: readonly string[];
  readonly ask: Pick<Ask, 'url' | 'base' | 'request'>;
  /** Unix seconds; what was opened by a grant hands out none that outlives it. */
  readonly until?: number | undefined;
}

const withGrant = (address: string, grant: string): string => {
  const [, before = '', hash = ''] = /^([^#]*)(#[^]*)?$/.exec(address) ?? [];
  return `${before}${before.includes('?') ? '&' : '?'}grant=${grant}${hash}`;
};

/** Writes grants onto references to other assets that the same offers open. */
export function createLinks({ assets, content, grants, clock }: Parts, { asset: from, offers, ask, until = Infinity }: Origin) {
  const root = `${ask.base}/content/`;
  const made = new Map<string, Promise<string>>();

  const resolve = (reference: string, document: string): { asset: string; url: URL; offers: readonly string[] } | undefined => {
    const place = new URL(root + writeAsset(document), ask.url());
    const url = URL.canParse(reference, place.href) ? new URL(reference, place) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.host !== ask.url().host || !url.pathname.startsWith(root)) return undefined;
    const asset = readAsset(url.pathname.slice(root.length));
    const opening = asset === undefined ? undefined : assets.offersOf(asset);
    return asset !== undefined && opening && offers.every((id) => opening.includes(id)) ? { asset, url, offers: opening } : undefined;
  };
  const grant = async (scope: Scope, life: number): Promise<string> => {
    const end = Math.min(Math.floor(clock.now() / 1000) + Math.min(Math.ceil(life), lives.most), until);
    const key = JSON.stringify([scope, end]);
    if (!made.has(key)) made.set(key, grants.sign(scope, end));
    return made.get(key)!;
  };
  /** Seconds that a film plays; a playlist of playlists as long as the longest of them. */
  const timeOf = async (asset: string, opened: Opened, depth = 0): Promise<number | undefined> => {
    if (!isPlaylist(opened.type ?? mediaType(asset))) return playingTime(opened);
    const text = (await textOf(opened)) ?? '';
    const listed = depth ? [] : playlistsIn(text).slice(0, 20).map((reference) => resolve(reference, asset)?.asset);
    const times = await Promise.all([...new Set(listed)].map(async (name) => {
      const found = name === undefined ? null : await content.open(name);
      return found && timeOf(name!, found, depth + 1);
    }));
    const known = [playlistTime(text), ...times].filter((time) => typeof time === 'number');
    return known.length ? Math.max(...known) : undefined;
  };

  return {
    timeOf,
    /** For a playlist: everything in its folder by one grant, for as long as the film plays. */
    fromPlaylist(time: number | undefined): (reference: string) => Promise<string | undefined> {
      const folder = from.split('/').slice(0, -1).join('/');
      const life = time === undefined ? lives.once : time + lives.beyond;
      return async (reference) => {
        const target = resolve(reference, from);
        if (!target) return undefined;
        const inside = folder !== '' && target.asset.startsWith(`${folder}/`) && target.offers.length === new Set([...target.offers, ...offers]).size && target.offers.length === offers.length;
        return withGrant(reference, await grant({ path: inside ? folder : target.asset, folder: inside, offers: target.offers }, life));
      };
    },
    /**
     * For HTML: a grant for each file, and an address that also holds on the page which the HTML ends up on. That page
     * may be on another host, and a proxy may have taken away the `s` of https.
     */
    async fromMarkup(reference: string): Promise<string | undefined> {
      const target = resolve(reference, from);
      const opened = target && (await content.open(target.asset));
      if (!opened) return undefined;
      const type = opened.type ?? mediaType(target.asset);
      const plays = isPlaylist(type) || /^(?:video|audio)\//.test(type);
      const life = plays ? ((await timeOf(target.asset, opened)) ?? lives.most) + lives.beyond : lives.once;
      const { pathname, search, hash, host } = target.url;
      const origin = ask.request.headers.get('origin');
      const foreign = origin !== null && URL.canParse(origin) && new URL(origin).host !== ask.url().host;
      const absolute = /^https?:/i.test(reference) ? reference : `${foreign ? `//${host}` : ''}${pathname}${search}${hash}`;
      return withGrant(absolute, await grant({ path: target.asset, folder: false, offers: target.offers }, life));
    },
  };
}
