import { exchange } from '../mediastore/request.js';
import { createCheck, readStatement } from './asking.js';
import { readAddress, readUpstream, type UpstreamOptions } from './options.js';
import type { Source, Subject } from './source.js';

/** Words the question as a request. What it puts into the address is up to its author; encode it. */
export type Question = (subject: Subject, offerId: string) => Request | Promise<Request>;

export interface EndpointOptions extends UpstreamOptions {
  /** An address with `{customerId}` and `{offerId}` in path or query, asked by GET; or a function that makes the request. */
  readonly question: string | Question;
  /** Sent with an address, such as `{ Authorization: 'Bearer …' }`; a function puts them into its request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether it is asked about an offer at all; of others it abstains without a request. Default: about all. */
  readonly offers?: ((offerId: string) => boolean) | undefined;
}

/** An address template as a question. */
function readTemplate(template: string, headers: Readonly<Record<string, string>>, local: boolean): Question {
  const places = new Set(template.match(/\{[^}]*\}/g));
  if (!places.has('{offerId}') || [...places].some((place) => place !== '{offerId}' && place !== '{customerId}')) throw new TypeError('endpointSource: question takes an address with {offerId} and {customerId}');
  const fill = (customerId: string, offerId: string): string =>
    template.replaceAll('{customerId}', encodeURIComponent(customerId)).replaceAll('{offerId}', encodeURIComponent(offerId));
  readAddress('endpointSource: question', fill('1', 'A'), local);
  if (new URL(fill('1', 'A')).origin !== new URL(fill('2', 'B')).origin) throw new TypeError('endpointSource: question has its placeholders in path or query');
  for (const [name, value] of Object.entries(headers)) if (!value || /(^|\s)(undefined|null)$/.test(value)) throw new TypeError(`endpointSource: headers: ${name} is not set`);
  return ({ customerId }, offerId) => new Request(fill(customerId, offerId), { headers: { Accept: 'application/json', ...headers } });
}

async function toInit(request: Request, signal: AbortSignal): Promise<RequestInit> {
  const { method, headers } = request;
  return { method, headers, signal, ...(request.body && { body: await request.arrayBuffer() }) };
}

/**
 * A publisher's own endpoint, which answers `200 {"accessGranted": true | false, "expiresAt"?: unix seconds | null}`;
 * a `customerId` in it must be the one that was asked about. 402, 403 and 404 deny, with JSON or nothing in their body; a page in it is
 * a firewall's, and `unknown`. A 401 is `unknown` with the
 * problem `credentials`, since it is our question that was not accepted.
 *
 * @throws TypeError when an option cannot be used
 * @example
 * endpointSource({ question: 'https://crm.example.com/access/{customerId}/{offerId}', headers: { 'X-Api-Key': key } })
 */
export function endpointSource(options: EndpointOptions): Source {
  const { question, headers = {}, offers = () => true } = options;
  const ask = typeof question === 'function' ? question : readTemplate(question, headers, options.fetch !== undefined);
  const upstream = readUpstream(options, 'endpoint');
  const { fetch, clock, deadline, name } = upstream;
  const check = createCheck(upstream, 'credentials', async (subject, offerId, signal) => {
    const request = await ask(subject, offerId);
    return readStatement(await exchange(fetch, clock, request.url, await toInit(request, signal), deadline), subject.customerId, true);
  });
  return {
    name,
    check: async (subject, offerId, call) => (offers(offerId) ? check(subject, offerId, call) : { source: name, status: 'abstain' }),
  };
}
