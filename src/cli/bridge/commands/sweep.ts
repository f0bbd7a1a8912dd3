import { parseArgs } from 'node:util';
import { UsageError, type Command } from '../../command.js';
import type { Admin, SweepNews } from '../admin/admin.js';
import { withAdmin } from '../admin/find.js';
import { placeHelp, placeOf, placeOptions } from '../flags.js';
import { describeProgress, describeRehearsal, describeSweep, isWhole } from '../telling/sweep.js';
import { createTicker } from '../telling/ticker.js';

const help = `Usage: cleeng-gate bridge sweep [--dry-run]
       cleeng-gate bridge sweep --release <sweep> | --discard <sweep> [--dry-run]

Looks at everybody now: lists who holds a mapped offer, reads everybody's records, and
asserts each right again on its platform. A bridge that runs does this by itself; where
none does, this command makes the rounds. A sweep that would revoke more than 20 rights
and 2 % is held until a person lets it go.

  --dry-run               reads alone, and says what it would do, and what of the file Cleeng
                          and the platforms do not know
  --release <sweep>       revokes what a sweep holds; "time" for what no sweep holds
  --discard <sweep>       drops it: the rights stay
${placeHelp}
  --json                  prints the sweep, or what it would do
  --help                  shows this

Exit codes: 0 done, 1 it is held, could not read everything or failed, 2 called wrongly.`;

type Ended = Extract<SweepNews, { ended: unknown } | { rehearsed: unknown }>;

/** Follows a sweep to its end, and says how far it is. */
async function follow(news: AsyncIterable<SweepNews>): Promise<Ended> {
  const ticker = createTicker();
  try {
    for await (const one of news) {
      if ('progress' in one) ticker.tell(describeProgress(one.progress));
      else if ('rehearsing' in one) ticker.tell(`${one.rehearsing.customers} customers read`);
      else return one;
    }
  } finally {
    ticker.end();
  }
  throw new Error('the bridge ended before the sweep did; it goes on when the bridge runs again');
}

async function settle(admin: Admin, by: string, verdict: 'release' | 'discard', dryRun: boolean): Promise<{ readonly text: string; readonly data: object; readonly code: 0 }> {
  const rights = await admin.unhold(by, verdict, { dryRun });
  const done = verdict === 'release' ? 'be revoked now' : 'stay as they are';
  return { text: `${rights} rights ${dryRun ? 'would' : 'will'} ${done}.`, data: { [verdict]: by, rights, dryRun }, code: 0 };
}

async function make(admin: Admin, dryRun: boolean): Promise<{ readonly text: string; readonly data: object | null; readonly code: 0 | 1 }> {
  const news = await follow(admin.sweep({ dryRun }));
  if ('rehearsed' in news) {
    const { rehearsed, doubts } = news;
    const isWell = !rehearsed.failed && !rehearsed.listing && !doubts.length;
    return { text: [describeRehearsal(rehearsed), ...doubts].join('\n'), data: { ...rehearsed, doubts }, code: isWell ? 0 : 1 };
  }
  return { text: describeSweep(news.ended, news.failing), data: news.ended && { ...news.ended, failing: news.failing }, code: isWhole(news.ended, news.failing) ? 0 : 1 };
}

/** `cleeng-gate bridge sweep` */
export const sweep: Command = {
  name: 'sweep',
  summary: 'look at everybody now, or let go what a sweep holds',
  help,
  async run(args, print) {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ args, options: { ...placeOptions, 'release': text, 'discard': text, 'dry-run': { type: 'boolean', default: false } } });
    const { release, discard, 'dry-run': dryRun } = values;
    if (release !== undefined && discard !== undefined) throw new UsageError('a sweep is released or discarded, not both');
    const by = release ?? discard;
    const result = await withAdmin(placeOf(values, process.env), values.log, async (admin) =>
      (by === undefined ? make(admin, dryRun) : settle(admin, by, release === undefined ? 'discard' : 'release', dryRun)));
    print(values.json ? JSON.stringify(result.data) : result.text);
    return result.code;
  },
};
