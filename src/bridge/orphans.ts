import type { Settings } from './options.js';
import type { Standing } from './store.js';

/**
 * Rights that stand and that no row of the mapping gives any more. Those of a sink that is there end with the next
 * sweep, under its brake; those of one that is not are out of reach.
 */
export interface Orphans {
  readonly sink: string;
  readonly target: string;
  /** Whether the sink is there, so that they can be revoked. */
  readonly reachable: boolean;
  readonly rights: number;
  /** How many of them do not end by themselves. */
  readonly forever: number;
}

/** Which orphans: all of a sink, or of one of its targets. */
export interface WhichOrphans {
  readonly sink: string;
  readonly target?: string | undefined;
}

export interface OrphanCare {
  list(): Promise<readonly Orphans[]>;
  /**
   * Revokes them at once, without the brake, or leaves them: then the bridge forgets them, and they stay at the sink as
   * long as they last there.
   *
   * @returns how many rights
   * @throws Error in the operator's words, when there are none or their sink cannot be told
   */
  dismiss(which: WhichOrphans, verdict: 'revoke' | 'leave'): Promise<number>;
}

export function createOrphanCare({ store, plan: { entries }, sinks }: Settings): OrphanCare {
  /** What tells them apart within a target is the sink's word; of one that is not there all are orphans. */
  const isOrphan = ({ sink: name, target, row }: Standing): boolean => {
    const sink = sinks.get(name);
    return !sink || !entries.some((entry) => entry.sink.name === name && entry.target === target && entry.facet === sink.facet(row));
  };
  const find = async (): Promise<readonly Standing[]> => (await store.standing()).filter(isOrphan);

  return {
    async list() {
      const groups = new Map<string, Orphans>();
      for (const { sink, target, rights, forever } of await find()) {
        const key = JSON.stringify([sink, target]);
        const before = groups.get(key) ?? { sink, target, reachable: sinks.has(sink), rights: 0, forever: 0 };
        groups.set(key, { ...before, rights: before.rights + rights, forever: before.forever + forever });
      }
      return [...groups.values()];
    },
    async dismiss({ sink, target }, verdict) {
      const which = (await find()).filter((one) => one.sink === sink && (target === undefined || one.target === target));
      if (!which.length) throw new Error(`no right at ${sink}${target === undefined ? '' : ` for ${target}`} is without a row of the mapping`);
      if (verdict === 'revoke' && !sinks.has(sink)) throw new Error(`the sink ${sink} is not there, so nobody can be told; put it back, without rights, until they are revoked`);
      let sum = 0;
      for (const one of which) sum += await store.dismiss(one, verdict);
      return sum;
    },
  };
}
