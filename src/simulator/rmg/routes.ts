import type { Clock } from '../../mediastore/clock.js';
import { Refused } from './answers.js';
import type { Tenant } from './catalogue.js';
import { readChange, readCreation } from './creating.js';
import type { Keycloak } from './keycloak.js';
import { list } from './listing.js';
import type { RmgCall, RmgHabits } from './options.js';
import { authorise, openRows, type Viewer } from './player.js';
import type { Entitlement, Rows } from './rows.js';

/** One call as a route sees it. */
export interface RmgQuestion {
  readonly request: Request;
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface RmgRoute {
  readonly call: RmgCall;
  readonly method: string;
  readonly path: RegExp;
  answer(question: RmgQuestion): Response | Promise<Response>;
}

interface Place {
  readonly tenant: Tenant;
  readonly rows: Rows;
}

interface Surroundings {
  readonly clock: Clock;
  readonly habits: RmgHabits;
  readonly keycloak: Keycloak;
  readonly tenants: ReadonlyMap<string, Place>;
  /** The tenant of a gateway's request that names none. */
  readonly first: string;
  readonly viewers: ReadonlyMap<string, Viewer & { readonly tenant: string }>;
}

const objectId = (): string => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const bearer = (headers: Headers): string => /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1] ?? '';

function objectOf({ request, body }: RmgQuestion): Readonly<Record<string, unknown>> {
  if (!request.headers.get('content-type')?.startsWith('application/json')) throw new Refused(415, 'Content-Type must be application/json');
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refused(400, 'Invalid JSON');
  return body as Readonly<Record<string, unknown>>;
}

/** What a viewer's player is told of a content that it may open. */
const contentRights = ({ accountId, validFrom, expiryDate, firstView }: Entitlement, contentId: string, rentalDuration: number | undefined): object => ({
  account: accountId,
  contentRights: {
    contentId,
    usageRules: { viewingWindow: null, startDate: validFrom, expiryDate, rentalDuration: rentalDuration === undefined ? null : { seconds: rentalDuration }, isStorageAllowed: false },
  },
  ...(firstView !== undefined && { firstView }),
});

/** The operator's interface, directly and through the CRM gateway, the viewers' questions, and the token endpoint. */
export function createRoutes({ clock, habits, keycloak, tenants, first, viewers }: Surroundings): RmgRoute[] {
  const now = (): string => new Date(clock.now()).toISOString();

  /** Where an operator's request belongs, once its token, its tenant and its correlation id are in order. */
  const enter = ({ headers }: Request, gateway: boolean): Place => {
    const token = bearer(headers) || (gateway ? (headers.get('nv-authorizations') ?? '') : '');
    if (!keycloak.accepts(token)) throw new Refused(habits.refusesToken, 'Invalid token');
    if (!headers.get('x-correlation-id')) throw new Refused(400, 'Missing header: x-correlation-id');
    const id = headers.get('nv-tenant-id') ?? (gateway ? first : undefined);
    if (id === undefined) throw new Refused(400, 'Missing header: nv-tenant-id');
    const place = tenants.get(id);
    if (!place) throw new Refused(404, 'Tenant not found');
    return place;
  };
  const hasAlready = (rows: Rows, row: Entitlement): boolean => rows.active().some((one) =>
    one.accountId === row.accountId && one.productId === row.productId && one.sharedProductContentId === row.sharedProductContentId && one.status === 'SUBSCRIBED');

  const create = (question: RmgQuestion, gateway: boolean): Response => {
    const { tenant, rows } = enter(question.request, gateway);
    const row = readCreation(objectOf(question), tenant, now(), objectId(), gateway);
    if (rows.taken(row._id)) throw new Refused(habits.duplicate, `Entitlement with _id ${row._id} already exists`, 1003);
    if (gateway && question.query.get('prohibitDuplicateProductPurchase') === 'true' && hasAlready(rows, row)) throw new Refused(409, 'Product already purchased', 1004);
    rows.put(row);
    return Response.json({ _id: row._id }, { status: 201 });
  };
  const update = (question: RmgQuestion, gateway: boolean): Response => {
    const { rows } = enter(question.request, gateway);
    const body = objectOf(question);
    const found = rows.get(question.params[0] ?? '');
    if (!found && habits.unknownId === 404) throw new Refused(404, 'Entitlement not found');
    if (!found) return Response.json({ matchedCount: 0, modifiedCount: 0 });
    const { row, modified } = readChange(body, found, now(), habits.movesDates);
    rows.put(row);
    return Response.json({ matchedCount: 1, modifiedCount: modified ? 1 : 0 });
  };
  const remove = ({ request, params }: RmgQuestion, gateway: boolean): Response =>
    Response.json({ deletedCount: enter(request, gateway).rows.remove(params[0] ?? '') ? 1 : 0 });
  const find = ({ request, query }: RmgQuestion, gateway: boolean): Response =>
    list(enter(request, gateway).rows.active(), query, { shape: habits.listShape, empty: habits.emptyList });

  const operators = (prefix: string, gateway: boolean): RmgRoute[] => {
    const [all, one] = [new RegExp(`^${prefix}/entitlements$`), new RegExp(`^${prefix}/entitlements/([^/]+)$`)];
    return [
      { call: 'create', method: 'POST', path: all, answer: (question) => create(question, gateway) },
      { call: 'update', method: 'PUT', path: one, answer: (question) => update(question, gateway) },
      { call: 'delete', method: 'DELETE', path: one, answer: (question) => remove(question, gateway) },
      { call: 'list', method: 'GET', path: all, answer: (question) => find(question, gateway) },
    ];
  };

  const asViewer = ({ headers }: Request): Place & { readonly viewer: Viewer } => {
    const viewer = viewers.get(bearer(headers));
    if (!viewer) throw new Refused(403, 'Invalid token');
    return { ...tenants.get(viewer.tenant)!, viewer };
  };
  const held = ({ request, query }: RmgQuestion, keep: (row: Entitlement) => boolean, onDevice: boolean): Response => {
    const { viewer, tenant, rows } = asViewer(request);
    return list(openRows(viewer, tenant, rows, clock.now(), onDevice).filter(keep), query, { shape: 'envelope', empty: 404 });
  };

  return [
    { call: 'token', method: 'POST', path: /^\/keycloak\/auth\/realms\/[^/]+\/protocol\/openid-connect\/token$/, answer: ({ request }) => keycloak.answer(request) },
    ...operators('/rmg/v1/operator', false),
    ...operators('/crm-gateway/v1/rmg/v1', true),
    { call: 'holdings', method: 'GET', path: /^\/rmg\/v1\/user\/entitlements$/, answer: (question) => held(question, () => true, false) },
    { call: 'holdings', method: 'GET', path: /^\/rmg\/v1\/user\/device\/entitlements$/, answer: (question) => held(question, () => true, true) },
    { call: 'holdings', method: 'GET', path: /^\/rmg\/v1\/user\/capabilities$/, answer: (question) => held(question, ({ productType }) => productType === 'CAPABILITY', false) },
    {
      call: 'authorisation', method: 'GET', path: /^\/rmg\/v1\/user\/action\/authorisation\/content\/([^/]+)$/,
      answer({ request, params: [content = ''] }) {
        const { viewer, tenant, rows } = asViewer(request);
        if (![...tenant.products.values()].some(({ contents }) => contents?.includes(content))) throw new Refused(404, `Content ${content} not found`);
        const row = authorise(viewer, content, tenant, rows, clock.now());
        if (!row) throw new Refused(403, 'Not entitled');
        return Response.json(contentRights(row, content, tenant.products.get(row.productId)?.rentalDuration));
      },
    },
  ];
}
