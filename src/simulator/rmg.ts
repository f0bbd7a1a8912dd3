import { systemClock } from '../mediastore/clock.js';
import { createPlatformFaults, type PlatformFault } from './platform-faults.js';
import { refuse, Refused } from './rmg/answers.js';
import { usualArchive, type Account, type Device, type Product, type Tenant } from './rmg/catalogue.js';
import { createKeycloak, type Operator } from './rmg/keycloak.js';
import { usualHabits, type RmgCall, type RmgHabits, type RmgOptions, type RmgRequest } from './rmg/options.js';
import { authorise, type Viewer } from './rmg/player.js';
import { createRoutes, type RmgRoute } from './rmg/routes.js';
import { createRows, type Entitlement, type Rows } from './rmg/rows.js';

export type { Account, Device, Product, ProductType } from './rmg/catalogue.js';
export type { Entitlement } from './rmg/rows.js';
export type { RmgCall, RmgHabits, RmgOptions, RmgRequest } from './rmg/options.js';

/** NAGRA's Rights Manager with the Keycloak before it and the CRM gateway beside it, all in memory. */
export interface RightsManager {
  readonly operator: Operator;
  /** Id of the first tenant. */
  readonly tenant: string;
  readonly requests: readonly RmgRequest[];
  /** A `fetch` that this platform answers, and a server's handler; any origin, the path decides. */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  addAccount(id: string, devices?: readonly Device[], tenant?: string): Account;
  addProduct(product: Product, tenant?: string): Product;
  /** Entitlements in use. */
  rows(tenant?: string): readonly Entitlement[];
  archived(tenant?: string): readonly Entitlement[];
  /** Writes an entitlement past every check, as another system or an older version would have left it. */
  plant(row: Entitlement, tenant?: string): void;
  /** Whether a player may open a content now, without leaving a first view behind. */
  mayWatch(account: string, content: string, device?: string, tenant?: string): boolean;
  /** Signs a player on: a token for the questions of viewers. */
  signOn(account: string, device?: string, tenant?: string): string;
  /** Ends all operators' sessions, or their access tokens alone. */
  revokeTokens(which?: 'sessions' | 'access'): void;
  fault(fault: PlatformFault<RmgCall>): () => void;
  mend(): void;
  habits(habits: Partial<RmgHabits>): void;
}

/** Headers that a log may keep. */
const told = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name !== 'authorization' && name !== 'nv-authorizations'));

async function bodyOf(request: Request): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'DELETE') return undefined;
  try {
    return await request.clone().json();
  } catch {
    return undefined;
  }
}

/** Builds one. Nothing is shared between two. */
export function createRightsManager(options: RmgOptions = {}): RightsManager {
  const {
    clock = systemClock, tenants: configured = { 'operator-tv': {} }, accessLife = 300, refreshLife = 1800,
    operator = { username: 'crm_client_user', password: 'simulated-password', clientId: 'crm_client' },
  } = options;
  const habits: RmgHabits = { ...usualHabits };
  const keycloak = createKeycloak(clock, operator, { access: accessLife, refresh: refreshLife });
  const faults = createPlatformFaults<RmgCall>(clock, refuse);
  const requests: RmgRequest[] = [];
  const viewers = new Map<string, Viewer & { readonly tenant: string }>();
  const tenants = new Map<string, { readonly tenant: Tenant; readonly rows: Rows }>();
  for (const [id, archive] of Object.entries(configured)) {
    const tenant: Tenant = { id, accounts: new Map(), products: new Map(), archive: { ...usualArchive, ...archive } };
    tenants.set(id, { tenant, rows: createRows(clock, () => tenant.archive, () => habits.archivedIds === 'free') });
  }
  const first = [...tenants.keys()][0]!;
  const at = (id = first) => tenants.get(id)!;
  const routes = createRoutes({ clock, habits, keycloak, tenants, first, viewers });

  const match = (method: string, path: string): { route: RmgRoute; params: string[] } | undefined => {
    for (const route of routes) {
      const found = route.method === method ? route.path.exec(path) : null;
      if (found) return { route, params: found.slice(1).map(decodeURIComponent) };
    }
    return undefined;
  };
  const answer = async (request: Request, body: unknown): Promise<Response> => {
    const url = new URL(request.url);
    const { route, params } = match(request.method, url.pathname) ?? {};
    if (!route) return refuse(404, 'No such resource');
    try {
      return await route.answer({ request: request.clone(), params: params!, query: url.searchParams, body });
    } catch (error) {
      if (error instanceof Refused) return refuse(error.status, error.message, error.errorCode);
      throw error;
    }
  };
  const viewerOf = (account: string, device: string | undefined, tenant: string | undefined): Viewer => {
    const found = at(tenant).tenant.accounts.get(account) ?? { id: account, devices: [] };
    return { account: found, device: found.devices.find(({ id }) => id === device) };
  };

  return {
    operator, tenant: first, requests,
    async fetch(input, init) {
      const request = new Request(input, init);
      const url = new URL(request.url);
      const body = await bodyOf(request);
      const { route, params } = match(request.method, url.pathname) ?? {};
      const log: RmgRequest = {
        call: route?.call, method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams),
        headers: told(request.headers), body, status: 0, at: clock.now(),
      };
      requests.push(log);
      const row: Partial<Entitlement> = { ...at().rows.get(params?.[0] ?? ''), ...(body as Partial<Entitlement> | undefined) };
      const response = await faults.strike({ call: route?.call, account: row.accountId, target: row.productId }, request.signal, async () => answer(request, body));
      log.status = response.status;
      if (response.status === 302 && init?.redirect === 'error') throw new TypeError('Failed to fetch');
      return response;
    },
    addAccount(id, devices = [], tenant) {
      const account = { id, devices };
      at(tenant).tenant.accounts.set(id, account);
      return account;
    },
    addProduct(product, tenant) {
      at(tenant).tenant.products.set(product.id, product);
      return product;
    },
    rows: (tenant) => at(tenant).rows.active(),
    archived(tenant) {
      at(tenant).rows.active();
      return at(tenant).rows.archived();
    },
    plant: (row, tenant) => { at(tenant).rows.put(row); },
    mayWatch(account, content, device, tenant) {
      const { tenant: where, rows } = at(tenant);
      // A look leaves no first view: what `authorise` would write is thrown away.
      return authorise(viewerOf(account, device, tenant), content, where, { ...rows, put: () => undefined }, clock.now()) !== undefined;
    },
    signOn(account, device, tenant = first) {
      const token = crypto.randomUUID();
      viewers.set(token, { ...viewerOf(account, device, tenant), tenant });
      return token;
    },
    revokeTokens(which = 'sessions') {
      if (which === 'sessions') keycloak.revoke();
      else keycloak.expire();
    },
    fault: (fault) => faults.add(fault),
    mend: () => { faults.clear(); },
    habits: (more) => void Object.assign(habits, more),
  };
}
