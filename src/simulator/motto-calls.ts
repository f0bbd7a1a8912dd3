import { own } from '../mediastore/body.js';
import type { Clock } from '../mediastore/clock.js';
import { FilterError, readFilter } from './kql.js';
import { InvalidArgument, isOpen, keyOf, readRow, type MottoEntitlement, type MottoHabits } from './motto-rows.js';

/** The calls that a fault can be tied to: four of the Studio API, two of the content side. */
export type MottoCall = 'upsert' | 'list' | 'offers' | 'integrations' | 'video' | 'user-entitlements';

/** An offer of Motto's: what of it matters to those who write entitlements and those who watch. */
export interface MottoOffer {
  readonly id: string;
  readonly name: string;
  readonly concurrency_limit?: string;
  readonly cleeng_offer_id?: string;
  /** The video that it opens. */
  readonly video: string;
}

/** What there is, changed in place. */
export interface MottoState {
  readonly rows: Map<string, MottoEntitlement>;
  habits: MottoHabits;
  integrated: boolean;
}

interface Surroundings {
  readonly clock: Clock;
  readonly projectId: string;
  readonly token: string;
  readonly offers: readonly MottoOffer[];
  readonly longestPage: number;
  readonly state: MottoState;
}

const codes: Readonly<Record<number, string>> = {
  400: 'invalid_argument', 401: 'unauthenticated', 403: 'permission_denied', 404: 'not_found', 409: 'aborted', 429: 'resource_exhausted', 503: 'unavailable',
};

/** A refusal as the Connect protocol words it. */
export const refuse = (status: number, message: string): Response => Response.json({ code: codes[status] ?? 'internal', message, details: [] }, { status });

const delivery = '/motto.cda.';
const paths: Readonly<Record<string, MottoCall>> = {
  'POST /monetization/entitlements/v1': 'upsert',
  'GET /monetization/entitlements/v1': 'list',
  'GET /monetization/offers/v1': 'offers',
  'GET /monetization/integrations/v1/cleeng': 'integrations',
  [`POST ${delivery}streaming.video.v1.VideoService/GetVideo`]: 'video',
  [`POST ${delivery}monetization.entitlement.v1.EntitlementService/ListEntitlements`]: 'user-entitlements',
};

/** Which call a request is; undefined when it is none. */
export const callOf = (method: string, path: string): MottoCall | undefined => paths[`${method} ${path}`];

/** The token that a user bears on the content side, for any id. */
export const userToken = (userId: string): string => `user-token.${encodeURIComponent(userId)}`;
const userOf = (headers: Headers): string => decodeURIComponent(/^user-token\.(.+)$/.exec(headers.get('x-motto-token') ?? '')?.[1] ?? '');

/** Writes a row as an upsert does. */
export function write({ rows, habits }: MottoState, row: MottoEntitlement): MottoEntitlement {
  const key = keyOf(row, habits);
  const written = habits.leftOut === 'kept' ? { ...rows.get(key), ...row } : row;
  rows.set(key, written);
  return written;
}

/** What a user has that is open at a moment. */
export const openRows = ({ rows }: MottoState, userId: string, now: number): MottoEntitlement[] =>
  [...rows.values()].filter((row) => row.user_id === userId && isOpen(row, now));

/** One page, by an opaque token. */
function pageOf(rows: readonly object[], query: URLSearchParams, longest: number): { rows: readonly object[]; next: string } {
  const size = Number(query.get('page_size') ?? 20);
  const start = query.has('page_token') ? Number(/^from-(\d+)$/.exec(query.get('page_token') ?? '')?.[1] ?? NaN) : 0;
  if (!Number.isInteger(size) || size < 1) throw new InvalidArgument('page_size: must be above 0');
  if (Number.isNaN(start)) throw new InvalidArgument('page_token: invalid');
  const end = start + Math.min(size, longest);
  return { rows: rows.slice(start, end), next: end < rows.length ? `from-${end}` : '' };
}

class ForeignProject extends Error {}

/** What answers each call. */
export function createMottoCalls({ clock, projectId, token, offers, longestPage, state }: Surroundings): (call: MottoCall, request: Request, body: unknown) => Response {
  const ofProject = (id: unknown): void => { if (id !== projectId) throw new ForeignProject(); };
  const answers: Readonly<Record<MottoCall, (query: URLSearchParams, body: unknown, user: string) => Response>> = {
    upsert(_, body) {
      const row = readRow(body);
      ofProject(row.project_id);
      if (!offers.some(({ id }) => id === row.offer_id)) return refuse(404, `offer ${row.offer_id} not found`);
      return Response.json({ entitlement: write(state, row) });
    },
    list(query) {
      ofProject(query.get('project_id'));
      const matches = readFilter(query.get('filter') ?? '', ['user_id', 'offer_id']);
      const { rows, next } = pageOf([...state.rows.values()].filter((row) => matches({ ...row })), query, longestPage);
      return Response.json({ entitlements: rows, next_page_token: next });
    },
    offers(query) {
      ofProject(query.get('project_id'));
      const { rows, next } = pageOf(offers.map((offer) => ({ ...offer, project_id: projectId })), query, longestPage);
      return Response.json({ offers: rows, next_page_token: next });
    },
    integrations(query) {
      if (!state.habits.tellsIntegrations) return refuse(404, 'not found');
      ofProject(query.get('project_id'));
      return Response.json({ integrations: state.integrated ? [{ id: 'cleeng-1', project_id: projectId, broadcaster_id: '123456789', is_production: false }] : [] });
    },
    video(_, body, user) {
      const offer = offers.find(({ video }) => video === own(body, 'id'));
      if (!offer) return refuse(404, 'no such video');
      if (!user) return refuse(401, 'authentication_missing');
      const entitled = openRows(state, user, clock.now()).some(({ offer_id: id }) => id === offer.id);
      return entitled ? Response.json({ video: { id: offer.video, title: offer.name } }) : refuse(403, 'entitlement_missing');
    },
    'user-entitlements': (_, __, user) => (user ? Response.json({ entitlements: openRows(state, user, clock.now()) }) : refuse(401, 'authentication_missing')),
  };
  return (call, request, body) => {
    const { pathname, searchParams } = new URL(request.url);
    if (!pathname.startsWith(delivery) && request.headers.get('authorization') !== `Bearer ${token}`) return refuse(401, 'invalid token');
    try {
      return answers[call](searchParams, body, userOf(request.headers));
    } catch (error) {
      if (error instanceof ForeignProject) return refuse(403, 'no access to this project');
      if (error instanceof InvalidArgument || error instanceof FilterError) return refuse(400, error.message);
      throw error;
    }
  };
}
