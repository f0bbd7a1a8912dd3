import type { Status } from '../../bridge/bridge.js';

/** Coarse words for what is wrong. */
export type TroubleWord = 'database' | 'cleeng-refuses' | 'revocations' | 'sweep-held' | 'lists-unread' | 'sweep-late' | 'late' | 'failing' | 'refused' | 'stuck' | 'foreign';

/** How the bridge is. `attention`: it works, and a person should look. `failing`: deliveries cannot be taken. */
export interface Health {
  readonly status: 'ok' | 'attention' | 'failing';
  readonly troubles: readonly TroubleWord[];
}

/** Seconds that a revocation may be under way. */
const longUnsent = 900;
/** Seconds that a customer may wait for a look. */
const longDue = 600;

interface Bounds {
  /** Unix seconds. */
  readonly now: number;
  /** Seconds between two sweeps. */
  readonly sweep: number;
}

/** Whether none has begun for two intervals, though there is somebody to sweep for. */
const isLate = ({ sweeps, live }: Status, { now, sweep }: Bounds): boolean =>
  live > 0 && sweeps[0] !== undefined && now - sweeps[0].startedAt > 2 * sweep;

/** @param status null when the database does not answer */
export function healthOf(status: Status | null, bounds: Bounds): Health {
  if (!status) return { status: 'failing', troubles: ['database'] };
  const { oldestUnsentRevocation: unsent, oldestDue, sweeps, have, failing, refused, refusals } = status;
  const { now } = bounds;
  const unlisted = sweeps[0]?.unlisted ?? null;
  const wrong: readonly (readonly [TroubleWord, boolean])[] = [
    ['cleeng-refuses', refused > 0 || unlisted === 'credentials'],
    ['revocations', unsent !== null && now - unsent > longUnsent],
    ['sweep-held', sweeps.some(({ state }) => state === 'held') || (have.held > 0 && !sweeps.some(({ held }) => held > 0))],
    ['lists-unread', unlisted !== null && unlisted !== 'credentials'],
    ['sweep-late', isLate(status, bounds)],
    ['late', oldestDue !== null && now - oldestDue > longDue],
    ['failing', failing > 0],
    ['refused', refusals.length > 0],
    ['stuck', have.stuck > 0],
    ['foreign', have.foreign > 0],
  ];
  const troubles = wrong.flatMap(([word, is]) => (is ? [word] : []));
  return { status: troubles.length ? 'attention' : 'ok', troubles };
}

/**
 * `GET /health`: what is wrong in coarse words, without figures. 503 only when the bridge cannot take deliveries, since
 * a load balancer that turns away from it for anything else would lose them.
 */
export const healthAnswer = (health: Health): Response =>
  Response.json(health, { status: health.status === 'failing' ? 503 : 200, headers: { 'cache-control': 'no-store' } });
