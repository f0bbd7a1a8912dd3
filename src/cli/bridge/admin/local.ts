import type { Clock } from '../../../mediastore/clock.js';
import type { RightRow, SweepRow } from '../../../bridge/store.js';
import { noSuchCustomer } from '../../../bridge/round.js';
import type { BridgeFile } from '../file/read.js';
import type { Opened } from '../open.js';
import { signIn } from '../trial.js';
import { healthOf, type Health } from '../health.js';
import type { Admin, Process, Replay, SweepNews, Trouble } from './admin.js';
import { channel } from './channel.js';

/** How many rights with a problem are told of. */
const most = 100;
const batch = 1000;

/** With the variables that hold the secrets, where they were refused. */
const troubleOf = (file: BridgeFile, { customerId, sink, target, want, have, problem, wantAt, heldBy }: RightRow): Trouble =>
  ({ customerId, sink, target, want, have, problem: problem && `${problem}${signIn(file, sink, problem.split(':')[0])}`, wantAt, heldBy });

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
  const { bridge, store, database, file, place } = opened;
  const { settings, warnings } = file;
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
  return {
    works: database.engine === 'postgres' ? null : false,
    async status() {
      const [status, troubled, orphans] = await Promise.all([bridge.status(), store.troubled(most), bridge.orphans()]);
      const now = seconds();
      return {
        process: process?.() ?? null, publisherId: settings.publisherId, environment: settings.environment, engine: database.engine, data: place.data,
        now, health: healthOf(status, { now, sweep: settings.sweep }), status, troubled: troubled.map((row) => troubleOf(file, row)), orphans, warnings,
      };
    },
    async explain(customerId) {
      const explanation = await bridge.explain(customerId);
      const doubtful = !explanation.customer || explanation.customer.problem === noSuchCustomer;
      return { ...explanation, known: doubtful ? await opened.knows(customerId) : true };
    },
    async *sweep({ dryRun }) {
      const news = channel<SweepNews>();
      const work = dryRun
        ? bridge.rehearse({ progress: (rehearsing) => { news.put({ rehearsing }); } }).then(async (rehearsed): Promise<SweepNews> => ({ rehearsed, doubts: await opened.tryOut() }))
        : bridge.sweep({ progress: (progress) => { news.put({ progress }); } }).then(async (ended: SweepRow | null): Promise<SweepNews> => ({ ended, failing: (await bridge.status()).failing }));
      void work.then(news.put).then(news.end, news.fail);
      yield* news.read();
    },
    async unhold(by, verdict, { dryRun }) {
      if (dryRun) return bridge.held(by);
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
