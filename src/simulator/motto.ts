import { own } from '../mediastore/body.js';
import { systemClock, type Clock } from '../mediastore/clock.js';
import { callOf, createMottoCalls, openRows, refuse, userToken, write, type MottoCall, type MottoOffer, type MottoState } from './motto-calls.js';
import { usualHabits, type MottoEntitlement, type MottoHabits } from './motto-rows.js';
import { createPlatformFaults, type PlatformFault } from './platform-faults.js';

export type { MottoCall, MottoOffer } from './motto-calls.js';
export type { MottoEntitlement, MottoHabits } from './motto-rows.js';

/** One request as the log keeps it: never a token. */
export interface MottoRequest {
  readonly call: MottoCall | undefined;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The parsed body; undefined when there was none. */
  readonly body: unknown;
  /** 0 while there is no answer, and for ever when none arrived. */
  status: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What the project sells, the same at every start. */
export const mottoOffers = {
  cinema: { id: 'cinema', name: 'The Lamp’s cinema', concurrency_limit: '3', cleeng_offer_id: 'S100000001', video: 'the-long-tide' },
  festival: { id: 'festival', name: 'Festival', concurrency_limit: '2', video: 'opening-night' },
  harbour: { id: 'harbour', name: 'Harbour camera, for any number of devices', video: 'harbour-camera' },
} as const satisfies Record<string, MottoOffer>;

export interface MottoSimulatorOptions {
  readonly clock?: Clock;
  /** Default `the-lamp`. */
  readonly projectId?: string;
  /** What the Studio API takes as bearer token; by default the same at every start. */
  readonly token?: string;
  readonly offers?: readonly MottoOffer[];
  /** Rows of a list's page at most, whatever `page_size` asks for; default 100. */
  readonly longestPage?: number;
}

/** Motto in memory: the part of its Studio API that is about entitlements, and the content side that reads them. */
export interface MottoSimulator {
  readonly projectId: string;
  readonly token: string;
  readonly offers: readonly MottoOffer[];
  readonly requests: readonly MottoRequest[];
  /** Every row, in the order in which it first came. */
  readonly entitlements: readonly MottoEntitlement[];
  /** A `fetch` that this service answers, and a server's handler; any origin, the path decides. */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  /** Writes a row as somebody else would, such as Motto's own shop. */
  put(row: Omit<MottoEntitlement, 'project_id'>): void;
  /** Sets up Motto's own Cleeng integration, or takes it away. */
  integrate(on?: boolean): void;
  /** A user's token for the content side; for any id, seen before or not. */
  userToken(userId: string): string;
  /** The question of the content side: whether a user may watch what an offer opens, now. */
  mayWatch(userId: string, offerId: string): boolean;
  habits(habits: Partial<MottoHabits>): void;
  /** Lets something go wrong; the returned function mends it. */
  fault(fault: PlatformFault<MottoCall>): () => void;
  mend(): void;
  /** The same state as at the start. */
  reset(): void;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Builds one. Nothing is shared between two simulators. */
export function createMottoSimulator(options: MottoSimulatorOptions = {}): MottoSimulator {
  const { clock = systemClock, projectId = 'the-lamp', token = 'simulated-studio-token-0123456789', offers = Object.values(mottoOffers), longestPage = 100 } = options;
  const faults = createPlatformFaults<MottoCall>(clock, refuse);
  const requests: MottoRequest[] = [];
  const state: MottoState = { rows: new Map(), habits: usualHabits, integrated: false };
  const answer = createMottoCalls({ clock, projectId, token, offers, longestPage, state });
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

  return {
    projectId, token, offers, requests,
    get entitlements() { return [...state.rows.values()]; },
    async fetch(input, init) {
      const request = new Request(input, init);
      const { pathname, search } = new URL(request.url);
      const call = callOf(request.method, pathname);
      const body = parse(await request.text());
      const log: MottoRequest = { call, method: request.method, path: pathname + search, body, status: 0, at: clock.now() };
      requests.push(log);
      const about = { call, account: text(own(body, 'user_id')), target: text(own(body, 'offer_id')) };
      const response = await faults.strike(about, request.signal, async () => Promise.resolve(call ? answer(call, request, body) : refuse(404, 'not found')));
      log.status = response.status;
      return response;
    },
    put(row) { write(state, { ...row, project_id: projectId }); },
    integrate(on = true) { state.integrated = on; },
    userToken,
    mayWatch: (userId, offerId) => openRows(state, userId, clock.now()).some((row) => row.offer_id === offerId),
    habits(more) { state.habits = { ...state.habits, ...more }; },
    fault: (fault) => faults.add(fault),
    mend: () => { faults.clear(); },
    reset() {
      state.rows.clear();
      requests.length = 0;
      faults.clear();
      Object.assign(state, { habits: usualHabits, integrated: false });
    },
  };
}
