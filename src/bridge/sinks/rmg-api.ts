import { finite, own, text } from '../../mediastore/body.js';
import type { CallOptions } from '../../sources/source.js';
import { SinkError, type SinkProblem } from '../sink.js';
import type { Exchange, Reply } from './exchange.js';
import { readEntitlement, type Creation, type Standing } from './rmg-entitlement.js';
import type { OperatorTokens } from './rmg-token.js';

/** What is changed of an entitlement. */
export interface Change {
  readonly status: 'SUBSCRIBED' | 'UNSUBSCRIBED';
  /** ISO 8601. */
  readonly expiryDate?: string;
  /** The same. */
  readonly lastBilledDate?: string;
}

/**
 * The calls of Rights Manager for one assertion, all under one correlation id. A 401 or 403 fetches a new token and
 * asks once more; then it is a `credentials` problem. No other refusal is repeated.
 */
export interface RmgApi {
  /** What became of a change: whether something was changed, and null when there is no such entitlement. */
  change(id: string, change: Change): Promise<{ readonly modified: boolean } | null>;
  /** @returns the id under which it was created, or why it was refused with a 4xx */
  create(entitlement: Creation): Promise<{ readonly id: string } | { readonly refused: SinkProblem }>;
  /** The entitlements that answer to a filter by equality, through all pages. */
  find(filter: Readonly<Record<string, string>>): Promise<readonly Standing[]>;
  /**
   * Whether the tenant can be read at all; to be asked before a 404 is taken for an answer about an entitlement,
   * because an unknown tenant is a 404 as well.
   *
   * @returns false for a 404
   */
  readable(): Promise<boolean>;
  /** Whether it says in words that there is no such tenant; some deployments answer 404 to an empty list too. */
  missesTenant(): Promise<boolean>;
}

/** Where and how requests are sent. */
export interface RmgRoute {
  /** Address of the collection of entitlements, without a slash at its end. */
  readonly url: string;
  readonly headerNames: { readonly correlation: string; readonly authorization: string; readonly tenant: string };
  readonly tenant: string | undefined;
  /** Query of creations, such as that the gateway is to prohibit a second purchase. */
  readonly creation: Readonly<Record<string, string>>;
}

interface Surroundings {
  readonly exchange: Exchange;
  readonly tokens: OperatorTokens;
  readonly route: RmgRoute;
  readonly call: CallOptions | undefined;
}

const pageSize = 100;
/** A list that does not end is none. */
const mostPages = 100;

const malformed = (message: string): SinkError => new SinkError({ code: 'malformed', status: 200, message });
const refusesToken = ({ status }: Reply): boolean => status === 401 || status === 403;
/** Whether a refusal says something about what was sent, and not about us or the moment. */
const isAnswer = ({ code }: SinkProblem): boolean => code === 'rejected' || code === 'conflict';

/** A page in either shape: an object around the rows, which some deployments leave out. */
function rowsOf(body: unknown): { rows: readonly unknown[]; total: number | null } {
  if (Array.isArray(body)) return { rows: body, total: null };
  const rows = own(body, 'resourceSet');
  if (!Array.isArray(rows)) throw malformed('answered 200 to a list of entitlements with something else');
  return { rows, total: finite(own(body, 'totalRecords')) };
}

/**
 * @see https://docs.nagra.com/mdrm/n/mdrm/rights-mgt-service-rmg
 */
export function createRmgApi({ exchange, tokens, route, call }: Surroundings): RmgApi {
  const { url, headerNames, tenant } = route;
  const correlationId = crypto.randomUUID();
  // A front door of the Security Services Platform takes the token bare, in a header of its own.
  const authorized = (token: string): string => (headerNames.authorization.toLowerCase() === 'authorization' ? `Bearer ${token}` : token);

  const send = async (token: string, method: string, path: string, body: unknown): Promise<Reply> => {
    const reply = await exchange(`${url}${path}`, {
      method,
      headers: {
        'Accept': 'application/json', [headerNames.correlation]: correlationId, [headerNames.authorization]: authorized(token),
        ...(tenant !== undefined && { [headerNames.tenant]: tenant }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }, call);
    if (!refusesToken(reply)) tokens.accepted(token);
    return reply;
  };
  const ask = async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const token = await tokens.get(call);
    const reply = await send(token, method, path, body);
    if (!refusesToken(reply)) return reply;
    const another = await tokens.replace(token, call);
    const last = another === null ? reply : await send(another, method, path, body);
    if (refusesToken(last)) throw new SinkError({ ...last.problem!, code: 'credentials', message: `${last.problem!.message}; a new token was refused as well, so look at the operator's role and the tenant` });
    return last;
  };
  const page = async (filter: string, number: number): Promise<Reply> =>
    ask('GET', `?${new URLSearchParams({ filter, limit: String(pageSize), page: String(number) })}`);

  /** Reads a row of the list; the problem of a 404, null where there is none. */
  const knock = async (): Promise<SinkProblem | null> => {
    const { status, problem } = await ask('GET', '?limit=1&page=1');
    if (problem && status !== 404) throw new SinkError(problem);
    return problem;
  };

  return {
    async change(id, change) {
      const { status, body, problem } = await ask('PUT', `/${encodeURIComponent(id)}`, change);
      if (status === 404) return null;
      if (problem) throw new SinkError(problem);
      const [matched, modified] = [finite(own(body, 'matchedCount')), finite(own(body, 'modifiedCount'))];
      if (matched === null) throw malformed('answered 200 to a change of an entitlement with something else');
      return matched > 0 ? { modified: (modified ?? 0) > 0 } : null;
    },
    async create(entitlement) {
      const query = new URLSearchParams(route.creation).toString();
      const { body, problem } = await ask('POST', query && `?${query}`, entitlement);
      if (problem && isAnswer(problem)) return { refused: problem };
      if (problem) throw new SinkError(problem);
      const id = text(own(body, '_id'));
      if (!id) throw malformed('answered a creation without the _id of an entitlement');
      return { id };
    },
    async find(filter) {
      const found: Standing[] = [];
      const seen = new Set<string>();
      for (let number = 1, read = 0; number <= mostPages; number++) {
        const { status, body, problem } = await page(JSON.stringify(filter), number);
        if (status === 404) return found;
        if (problem) throw new SinkError(problem);
        const { rows, total } = rowsOf(body);
        const fresh = rows.map(readEntitlement).filter(({ id }) => !seen.has(id));
        for (const row of fresh) {
          seen.add(row.id);
          // A filter that is not understood must not lend us the row of somebody else.
          if (Object.entries(filter).every(([name, value]) => row.fields[name] === value)) found.push(row);
        }
        read += rows.length;
        if (!fresh.length || rows.length < pageSize || (total !== null && read >= total)) return found;
      }
      throw malformed('the list of entitlements does not end');
    },
    readable: async () => (await knock()) === null,
    missesTenant: async () => /tenant/i.test((await knock())?.message ?? ''),
  };
}
