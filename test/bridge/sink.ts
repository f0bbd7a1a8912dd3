import type { Clock } from '../../src/mediastore/clock.js';
import type { Applied, Observed, Right, Sink } from '../../src/bridge/sink.js';

/** A row as the platform keeps it. */
export interface PlatformRow {
  readonly remoteId: string;
  readonly account: string;
  readonly target: string;
  readonly active: boolean;
  /** Unix seconds or null. */
  readonly validUntil: number | null;
  readonly country: string | undefined;
}

/** What the platform does to one call. `lost`: it works, and its reply does not come. */
export type Trouble = 'down' | 'lost' | 'stuck' | 'hang' | 'foreign';

/** A small platform that keeps rights by an id of the caller's, and the sink that speaks to it. */
export interface Platform {
  readonly sink: Sink;
  readonly rows: Map<string, PlatformRow>;
  /** Every call, in order: `grant premium`, `revoke premium`. */
  readonly calls: string[];
  /** In force until it is set to undefined. */
  trouble: Trouble | undefined;
  /** Rows that can never be used again. */
  readonly archived: Set<string>;
  /** Whether an account may watch a target now. */
  opens(account: string, target: string): boolean;
  /** Waits before each call, as a worker that is held up would. */
  before: (() => Promise<void>) | undefined;
}

export function createPlatform(name: string, clock: Clock): Platform {
  const rows = new Map<string, PlatformRow>();
  const now = (): number => clock.now() / 1000;

  const write = async (right: Right, active: boolean, signal: AbortSignal | undefined): Promise<Applied> => {
    await platform.before?.();
    platform.calls.push(`${active ? 'grant' : 'revoke'} ${right.target}`);
    const remoteId = `${right.key.slice(0, 24)}-${right.generation}`;
    const trouble = platform.trouble;
    if (trouble === 'down') return { outcome: 'again', problem: { code: 'network', message: 'down' } };
    if (trouble === 'stuck') return { outcome: 'stuck', problem: { code: 'no-product', status: 400, message: 'no such product' } };
    if (trouble === 'foreign') return { outcome: 'foreign', observed: { remoteId, active, validUntil: null, owner: 'other' } };
    if (trouble === 'hang') await new Promise((_, reject) => { signal?.addEventListener('abort', () => { reject(signal.reason as Error); }); });
    if (platform.archived.has(remoteId)) return { outcome: 'archived' };
    rows.set(remoteId, { remoteId, account: right.account, target: right.target, active, validUntil: right.validUntil, country: right.country });
    return trouble === 'lost' ? { outcome: 'again', problem: { code: 'timeout', message: 'no answer in time' } } : { outcome: 'applied', remoteId };
  };

  const platform: Platform = {
    rows, calls: [], trouble: undefined, archived: new Set(), before: undefined,
    opens: (account, target) => [...rows.values()].some((row) =>
      row.account === account && row.target === target && row.active && (row.validUntil === null || row.validUntil > now())),
    sink: {
      name, traits: { identity: 'client-id', revokesBy: 'status' },
      readRow: (row) => row,
      facet: ({ device = '' }) => String(device),
      grant: async (right, call) => write(right, true, call?.signal),
      revoke: async (right, call) => write(right, false, call?.signal),
      observe: async (right): Promise<Observed | null> => {
        const row = rows.get(`${right.key.slice(0, 24)}-${right.generation}`);
        return Promise.resolve(row ? { remoteId: row.remoteId, active: row.active, validUntil: row.validUntil, owner: 'us' } : null);
      },
    },
  };
  return platform;
}
