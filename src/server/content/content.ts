import type { Clock } from '../../mediastore/clock.js';
import { admit, type Admission } from './admission.js';
import { readAsset } from './asset.js';
import type { Assets } from './assets.js';
import { readBytes } from '../../wire/body.js';
import { judge, stillSame, type Validators } from './conditions.js';
import type { Content, Opened } from './content-source.js';
import type { Grants } from './grants.js';
import { licenceFor, readLicence, readLicenceRequest } from './licence.js';
import { createLinks, isPlaylist, textOf } from './links.js';
import { rewriteMarkup } from './markup.js';
import { mediaType } from './media-type.js';
import { rewritePlaylist } from './playlist.js';
import { readRange } from './ranges.js';
import { Refusal } from '../answering/refusal.js';
import { fromHeaders, json, toHeaders, type Reply, type ReplyHeaders } from '../answering/reply.js';
import type { Ask, Finding, Route } from '../answering/route.js';

/** What is about to be handed out, and to whom. */
export interface Granted {
  readonly request: Request;
  readonly asset: string;
  readonly customerId: string;
  readonly finding: Finding;
  /** Headers of the answer; what is put here goes along, such as the `Set-Cookie` of a CDN. */
  readonly headers: Headers;
}

/** Called each time a token has opened an asset, before the answer goes out. Not called for grants. */
export type OnGranted = (granted: Granted) => void | Promise<void>;

interface Parts {
  readonly assets: Assets;
  readonly content: Content;
  readonly grants: Grants;
  readonly clock: Clock;
  readonly onGranted?: OnGranted | undefined;
}

/** An asset on its way out. */
interface Found {
  readonly asset: string;
  readonly offers: readonly string[];
  readonly opened: Opened;
  readonly type: string;
  readonly admission: Admission;
}

const largestRequest = 16_384;
const largestLicence = 65_536;

/** The same whether an asset is not listed or not there. The code makes a gate explain instead of asking for money. */
const absent = (why: string): Refusal => new Refusal(404, 'unknown-offer', { why });

/** What runs in a page of ours can ask in the reader's name; so no script does, here as in a gate. */
const policies: Readonly<Record<string, string>> = {
  'text/html': "script-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'",
  'application/xhtml+xml': "script-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'",
  'image/svg+xml': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'application/xml': "default-src 'none'; sandbox",
};

function headersFor({ type, admission }: Found): ReplyHeaders {
  const headers: ReplyHeaders = { 'content-type': type, 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' };
  const bare = type.split(';')[0]!.trim().toLowerCase();
  // Any XML can hold a script of XHTML's.
  const policy = policies[bare] ?? (/[/+]xml$/.test(bare) ? policies['application/xml'] : undefined);
  // Seconds since the service itself said so; a page counts from there.
  if (admission.finding) headers.age = String(admission.finding.age);
  if (policy) headers['content-security-policy'] = policy;
  // It may be found, not be shown from a copy.
  if (admission.crawler) headers['x-robots-tag'] = 'noarchive';
  if (type === 'application/octet-stream') headers['content-disposition'] = 'attachment';
  return headers;
}

/** A text of this very answer: it holds grants, so it has no second half to come for and nothing to compare. */
function sendText(text: string, headers: ReplyHeaders): Reply {
  const body = new TextEncoder().encode(text);
  return { status: 200, headers: { ...headers, 'accept-ranges': 'none', 'content-length': String(body.length) }, body };
}

function sendBytes({ request }: Ask, { opened }: Found, { etag, modified }: Validators, headers: ReplyHeaders, now: number): Reply {
  headers['accept-ranges'] = 'bytes';
  if (etag) headers.etag = etag;
  if (modified) headers['last-modified'] = modified.toUTCString();
  const verdict = judge(request.headers, { etag, modified });
  if (verdict === 304) return { status: 304, headers, body: null };
  if (verdict === 412) throw new Refusal(412, 'malformed');
  const asks = request.method === 'GET' && stillSame(request.headers.get('if-range'), { etag, modified }, now);
  const range = asks ? readRange(request.headers.get('range'), opened.size) : undefined;
  if (range === 'unsatisfiable') throw new Refusal(416, 'malformed', { headers: { 'content-range': `bytes */${opened.size}` } });
  const { start, end } = range ?? { start: 0, end: opened.size };
  headers['content-length'] = String(end - start);
  if (range) headers['content-range'] = `bytes ${start}-${end - 1}/${opened.size}`;
  const body = request.method === 'HEAD' ? null : opened.stream(start, end);
  return { status: range ? 206 : 200, headers, body };
}

/**
 * Hands out what the publisher sells: bytes to whom the offers table says, films with the grants that playing them
 * needs, ClearKey licences key by key. Which offers open an asset is decided by the table, never by the request.
 */
export function createContentRoute(parts: Parts): Route {
  const { assets, content, grants, clock, onGranted } = parts;

  const find = async (ask: Ask): Promise<Found> => {
    const asset = readAsset(ask.rest);
    const offers = asset === undefined ? undefined : assets.offersOf(asset);
    if (asset === undefined || !offers) throw absent('the asset is not in the offers table');
    const admission = await admit(ask, asset, offers, grants);
    const opened = await content.open(asset);
    if (!opened) throw absent('the asset is in the offers table, but not in the content');
    return { asset, offers, opened, admission, type: opened.type ?? mediaType(asset) };
  };
  /** The text with grants in it; undefined when the asset needs none. */
  const rewritten = async (ask: Ask, { asset, offers, opened, type, admission }: Found): Promise<string | undefined> => {
    if (admission.crawler) return undefined;
    const list = isPlaylist(type);
    const text = list || /^text\/html\b/i.test(type) ? await textOf(opened) : undefined;
    if (text === undefined) return undefined;
    const links = createLinks(parts, { asset, offers, ask, until: admission.until });
    const changed = await (list ? rewritePlaylist(text, links.fromPlaylist(await links.timeOf(asset, opened))) : rewriteMarkup(text, links.fromMarkup));
    return changed === text ? undefined : changed;
  };
  const validators = async ({ asset, opened: { etag, modified }, admission }: Found): Promise<Validators> =>
    ({ modified, etag: etag && `"${await grants.mark(JSON.stringify([admission.who, asset, etag]))}"` });

  const licence = async (ask: Ask, { opened }: Found): Promise<Reply> => {
    const keys = opened.size <= largestLicence ? readLicence((await readBytes(opened.stream(), largestLicence))!) : undefined;
    if (!keys) throw new Refusal(405, 'malformed', { headers: { allow: 'GET, HEAD' } });
    const answer = licenceFor(keys, readLicenceRequest(await readBytes(ask.request.body, largestRequest)));
    if (!answer) throw absent('the licence holds none of the keys');
    return json(answer, 200, { 'cache-control': 'private, no-store' });
  };
  const send = async (ask: Ask, found: Found): Promise<Reply> => {
    if (ask.request.method === 'POST') return licence(ask, found);
    const text = await rewritten(ask, found);
    return text === undefined ? sendBytes(ask, found, await validators(found), headersFor(found), clock.now()) : sendText(text, headersFor(found));
  };

  return {
    word: 'content',
    methods: ['GET', 'HEAD', 'POST'],
    shared: true,
    async answer(ask) {
      const found = await find(ask);
      const reply = await send(ask, found);
      const { caller, finding } = found.admission;
      if (!onGranted || !caller || !finding) return reply;
      const headers = toHeaders(reply.headers);
      await onGranted({ request: ask.request, asset: found.asset, customerId: caller.customerId, finding, headers });
      return { ...reply, headers: fromHeaders(headers) };
    },
  };
}
