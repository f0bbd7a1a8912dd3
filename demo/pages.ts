import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** The strictest policy that the gate promises to work under; every page of the demo is served with it. */
export const policy = [
  "default-src 'self'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
  "base-uri 'none'", "object-src 'none'", "form-action 'self'", "frame-ancestors 'self'",
  "require-trusted-types-for 'script'", 'trusted-types lit-html cleeng-gate',
].join('; ');

/** What is served: request paths that end in a slash mean folders, all others files. */
export type Places = Readonly<Record<string, string>>;

/** Request paths and the files behind them, listed anew each time: what is not on the list cannot be asked for. */
const listed = (places: Places): Map<string, string> =>
  new Map(Object.entries(places).flatMap(([mount, place]) => mount.endsWith('/')
    ? readdirSync(place, { recursive: true, encoding: 'utf8' })
      .filter((name) => extname(name) in types)
      .map((name) => [`${mount}${name.replaceAll('\\', '/')}`, join(place, name)] as const)
    : [[mount, place] as const]));

const include = /<!--#include virtual="([^"]+)" -->/g;

/** A page with its parts put in: server-side includes, as nginx and Apache know them. */
async function assemble(path: string, files: ReadonlyMap<string, string>): Promise<string> {
  const source = await readFile(files.get(path) ?? '', 'utf8');
  const parts = await Promise.all([...source.matchAll(include)].map(async ([, part = '']) => assemble(part, files)));
  return source.replace(include, () => parts.shift() ?? '');
}

/**
 * Serves static files.
 *
 * @param places such as `{ '/': 'demo/paper', '/cleeng-gate.js': 'dist/cleeng-gate.js' }`; the last one wins
 * @returns a handler of GET and HEAD; 404 for what is in no place
 */
export function createPages(places: Places): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    const { pathname } = new URL(url);
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const files = listed(places);
    const file = files.get(path);
    if (!file) return new Response('There is no such page.\n', { status: 404 });
    if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405, headers: { Allow: 'GET, HEAD' } });
    const body = extname(path) === '.html' ? await assemble(path, files) : await readFile(file);
    return new Response(method === 'GET' ? body : null, {
      headers: {
        'Content-Type': types[extname(path)] ?? '',
        'Content-Security-Policy': policy,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'same-origin',
        'Cache-Control': 'no-cache',
      },
    });
  };
}
