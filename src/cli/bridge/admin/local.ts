import type { Clock } from '../../../mediastore/clock.js';
import type { RightRow, SweepRow } from '../../../bridge/store.js';
import type { Opened } from '../open.js';
import { healthOf, type Health } from '../health.js';
import type { Admin, Process, Replay, SweepNews, Trouble } from './admin.js';
import { channel } from './channel.js';

/** How many rights with a problem are told of. */
const most = 100;
const batch = 1000;

const troubleOf = ({ customerId, sink, target, want, have, problem, wantAt, heldBy }: RightRow): Trouble => ({ customerId, sink, target, want, have, problem, wantAt, heldBy });

interface Surroundings {
  readonly clock: Clock;
  /** Undefined when nobody works. */
  readonly process?: (() => Process) | undefined;
}

/** How the bridge is; never rejects. */
export async function judge({ bridge, file }: Pick<Opened, 'bridge' | 'file'>, clock: Clock): Promise<Health> {
  const bounds = { now: Math.floor(clock.now() / 1000), sweep: file.settings.sweep };
  return healthOf(await bridge.status().catch(() => null), bounds);
}

/** What a person can ask of a bridge of this process. */
export function localAdmin(opened: Opened, { clock, process }: Surroundings): Admin {
  const { bridge, store, database, file: { settings, warnings } } = opened;
  const seconds = (): number => Math.floor(clock.now() / 1000);

  async function* heard({ customers, since }: Replay): AsyncGenerator<readonly string[]> {
    if (customers.length) yield customers;
    let after: string | null = null;
    for (let more = since !== null; more;) {
      const ids: readonly string[] = await store.heard(since!, after, batch);
      if (ids.length) yield ids;
      after = ids.at(-1) ?? null;
      more = ids.length === batch;
    }
  }
  const heldBy = async (by: string): Promise<number> => {
    const { sweeps, have } = await bridge.status();
    if (by !== 'time') return sweeps.find(({ id }) => id === by)?.held ?? 0;
    return have.held - sweeps.reduce((sum, { held }) => sum + held, 0);
  };
  return {
    async status() {
      const [status, troubled, orphans] = await Promise.all([bridge.status(), store.troubled(most), bridge.orphans()]);
      const now = seconds();
      return {
        process: process?.() ?? null, publisherId: settings.publisherId, environment: settings.environment, engine: database.engine,
        now, health: healthOf(status, { now, sweep: settings.sweep }), status, troubled: troubled.map(troubleOf), orphans, warnings,
      };
    },
    explain: async (customerId) => bridge.explain(customerId),
    async *sweep({ dryRun }) {
      const news = channel<SweepNews>();
      const work = dryRun
        ? bridge.rehearse({ progress: (rehearsing) => { news.put({ rehearsing }); } }).then((rehearsed): SweepNews => ({ rehearsed }))
        : bridge.sweep({ progress: (progress) => { news.put({ progress }); } }).then((ended: SweepRow | null): SweepNews => ({ ended }));
      void work.then(news.put).then(news.end, news.fail);
      yield* news.read();
    },
    async unhold(by, verdict, { dryRun }) {
      if (dryRun) return heldBy(by);
      return verdict === 'release' ? bridge.release(by) : bridge.discard(by);
    },
    async dismiss(which, verdict, { dryRun }) {
      if (!dryRun) return bridge.dismiss(which, verdict);
      const { sink, target } = which;
      return (await bridge.orphans()).filter((one) => one.sink === sink && (target === undefined || one.target === target)).reduce((sum, { rights }) => sum + rights, 0);
    },
    async replay(which, { dryRun }) {
      const seen = new Set<string>();
      for await (const ids of heard(which)) {
        for (const id of ids) seen.add(id);
        if (!dryRun) await store.mark(ids, 'event');
      }
      return seen.size;
    },
    close: async () => opened.close(),
  };
}
