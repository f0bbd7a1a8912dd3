import { own, text } from '../../mediastore/body.js';
import type { CallOptions } from '../../sources/source.js';
import { SinkError, type SinkProblem } from '../sink.js';
import type { Exchange, Reply } from './exchange.js';
import { term } from './kql.js';
import { endOf, readEntitlement, type Entitlement } from './motto-entitlement.js';

/** The calls of Motto's Studio API that a bridge needs. Each throws {@link SinkError} when it did not work out. */
export interface MottoApi {
  /** Every row of a user for an offer, whoever wrote it. */
  find(userId: string, offerId: string, call?: CallOptions): Promise<readonly Entitlement[]>;
  /** Creates or replaces. */
  upsert(entitlement: Entitlement, call?: CallOptions): Promise<void>;
  /** The project's offers with the `concurrency_limit` of each, null where it has none. */
  offers(call?: CallOptions): Promise<ReadonlyMap<string, number | null>>;
  /** Whether the project has Motto's own Cleeng integration; undefined when the API does not tell. */
  hasCleengIntegration(call?: CallOptions): Promise<boolean | undefined>;
}

interface Surroundings {
  readonly exchange: Exchange;
  /** Without a slash at its end. */
  readonly base: string;
  readonly projectId: string;
  readonly token: () => string | Promise<string>;
}

const pageSize = 100;
/** A list that does not end is none. */
const mostPages = 200;

const malformed = (message: string): SinkError => new SinkError({ code: 'malformed', status: 200, message });
/** What an operator is to look at when Motto lets nobody in; undefined for any other refusal. */
function doorOf(status: number | undefined, path: string, projectId: string): string | undefined {
  if (status === 401) return 'refuses the token';
  // Every project has a list of offers, be it empty.
  if (status === 403 || (status === 404 && path.startsWith('offers/v1?'))) return `does not let this token into project ${projectId}; look at projectId, and whether the token's account belongs to that project`;
  return undefined;
}
/** A call that this API does not have, or that this account may not make. */
const withheld = ({ status = 0 }: SinkProblem): boolean => [403, 404, 405, 501].includes(status);

/**
 * @see https://docs.mottostreaming.com/reference/studio-api/monetization/entitlements/v1/upsert-entitlement
 */
export function createMottoApi({ exchange, base, projectId, token }: Surroundings): MottoApi {
  const ask = async (method: string, path: string, call: CallOptions | undefined, body?: Entitlement): Promise<Reply> => {
    const reply = await exchange(`${base}/monetization/${path}`, {
      method,
      headers: { 'Accept': 'application/json', 'Authorization': `Bearer ${await token()}`, ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    }, call);
    const { problem } = reply;
    const door = problem && doorOf(problem.status, path, projectId);
    return door ? { ...reply, problem: { ...problem, message: `${door} (${problem.message})` } } : reply;
  };

  /** Walks through a list to its end. */
  async function* pages(path: string, field: string, filter: Readonly<Record<string, string>>, call?: CallOptions): AsyncGenerator {
    let pageToken = '';
    for (let page = 0; page < mostPages; page++) {
      const query = new URLSearchParams({ project_id: projectId, ...filter, page_size: String(pageSize), ...(pageToken && { page_token: pageToken }) });
      const { body, problem } = await ask('GET', `${path}?${query}`, call);
      if (problem) throw new SinkError(problem);
      // Protobuf may leave out what is empty, so that an empty list is {}; anything else without its list is none.
      const rows = own(body, field) ?? (JSON.stringify(body) === '{}' ? [] : undefined);
      if (!Array.isArray(rows)) throw malformed(`answered 200 to a list of ${field} with something else`);
      yield* rows as unknown[];
      pageToken = text(own(body, 'next_page_token')) ?? '';
      if (!pageToken) return;
    }
    throw malformed(`the list of ${field} does not end`);
  }

  return {
    async find(userId, offerId, call) {
      const found: Entitlement[] = [];
      for await (const row of pages('entitlements/v1', 'entitlements', { filter: `${term('user_id', userId)} and ${term('offer_id', offerId)}` }, call)) {
        const entitlement = readEntitlement(row);
        if (!entitlement) throw malformed('a row of entitlements lacks project_id, user_id or offer_id');
        // A filter that is read more widely than it was meant must not lend us the row of somebody else.
        if (entitlement.user_id === userId && entitlement.offer_id === offerId && entitlement.project_id === projectId) found.push(entitlement);
      }
      return found;
    },
    async upsert(entitlement, call) {
      const { body, problem } = await ask('POST', 'entitlements/v1', call, entitlement);
      if (problem) throw new SinkError(problem);
      const said = readEntitlement(own(body, 'entitlement'));
      const same = said?.user_id === entitlement.user_id && said.offer_id === entitlement.offer_id && said.project_id === projectId;
      if (!same || endOf(said) !== endOf(entitlement)) throw malformed('answered 200 to an upsert, and not with the entitlement that was sent');
    },
    async offers(call) {
      const offers = new Map<string, number | null>();
      for await (const offer of pages('offers/v1', 'offers', {}, call)) {
        const limit = Number(own(offer, 'concurrency_limit') ?? 0);
        offers.set(String(own(offer, 'id')), Number.isInteger(limit) && limit > 0 ? limit : null);
      }
      return offers;
    },
    async hasCleengIntegration(call) {
      const { body, problem } = await ask('GET', `integrations/v1/cleeng?${new URLSearchParams({ project_id: projectId })}`, call);
      if (problem && withheld(problem)) return undefined;
      if (problem) throw new SinkError(problem);
      const [list, one] = [own(body, 'integrations'), own(body, 'integration')];
      if (typeof body !== 'object' || body === null) throw malformed('answered 200 to a look at integrations with something else');
      return Array.isArray(list) ? list.length > 0 : Boolean(own(one, 'broadcaster_id'));
    },
  };
}
