import type { GuardOptions } from '../../src/server/index.js';
import { createGuarded, type Guarded } from './guarded.js';

/** The offer that `owner` has and `nobody` has not, and another that neither has. */
export const monthly = 'S100000001_DE';
export const yearly = 'S100000002_DE';

const text = '0123456789';

/** What lies behind the guard, by name. */
export const shelf: Readonly<Record<string, string | Uint8Array>> = {
  'news/one.html': '<p>One</p>',
  'news/digits.txt': text,
  'news/ä b.txt': 'umlaut',
  'news/empty.txt': '',
  'yearly.txt': 'yearly',
  'unlisted.html': 'unlisted',
  'offers.json': 'table',
  'news/.env': 'hidden',
};

export const table = { 'yearly.txt': [yearly], '*/**': [monthly], '*.json': [monthly] };

/** A guard with a shelf of assets in memory, each changed at 2026-11-01. */
export function createLibrary(assets: Readonly<Record<string, string | Uint8Array>> = shelf, options: Partial<GuardOptions> = {}): Guarded {
  return createGuarded({
    assets: table,
    content(asset) {
      const value = Object.hasOwn(assets, asset) ? assets[asset]! : undefined;
      if (value === undefined) return null;
      const blob = new Blob([value as Uint8Array<ArrayBuffer>]);
      return { size: blob.size, modified: new Date('2026-11-01T12:00:00.500Z'), etag: 'v1', stream: (start, end) => blob.slice(start, end).stream() };
    },
    ...options,
  });
}
