import type { SweepRow } from '../../../bridge/store.js';
import type { StatusReport, Trouble } from '../admin/admin.js';
import type { TroubleWord } from '../health.js';
import { describeOrphans } from './orphans.js';
import { pairs, table, type Screen } from './table.js';
import { relative, span } from './times.js';

/** What each word means, and what a person does about it. */
const meanings: Readonly<Record<TroubleWord, string>> = {
  'database': 'the database does not answer; Cleeng is told to send its deliveries again',
  'cleeng-refuses': 'Cleeng refuses the publisher token, so that nobody is looked at and no right renewed: put the API key of this publisher and environment into CLEENG_PUBLISHER_TOKEN, start the bridge anew, then cleeng-gate bridge sweep',
  'revocations': 'a revocation has not reached its platform for more than 15 minutes: somebody watches who may not',
  'sweep-held': 'a sweep would revoke more than it may; look why, then release or discard it',
  'lists-unread': 'the newest sweep could not read Cleeng\'s lists, so that who holds an offer and was never told of has not been found; once Cleeng answers, cleeng-gate bridge sweep',
  'sweep-late': 'no sweep has begun for twice the time between two; is the bridge running?',
  'late': 'customers wait longer than 10 minutes for a look; more workers, or a platform or Cleeng is slow',
  'failing': 'the last look at some customers failed; it is repeated by itself',
  'refused': 'a platform refuses the bridge as a whole and is told nothing; it is asked again each minute, and what waits for it goes on then',
  'stuck': 'a platform refuses some rights; each is below, with why',
  'foreign': 'rights that somebody else wrote stand where ours would; they are left alone',
};

const troubleRow = ({ customerId, sink, target, want, have, problem, wantAt }: Trouble, now: number): readonly string[] =>
  [customerId, sink, target, want === 'active' ? 'open' : 'closed', have, span(now - wantAt), problem ?? ''];

const sweepRow = ({ id, state, startedAt, endedAt, live, left, held, unlisted }: SweepRow, now: number): readonly (string | number)[] =>
  [id, unlisted === null ? state : `${state}, lists unread`, relative(startedAt, now), endedAt === null ? '' : span(endedAt - startedAt), live, left, held];

/** How a held sweep is let go. */
function* releases({ status: { sweeps, have, allowed } }: StatusReport): Iterable<string> {
  for (const { id, held, live } of sweeps.filter(({ state }) => state === 'held')) {
    yield `Sweep ${id} would revoke ${held} of ${live} rights, and ${allowed} may go without a person. That is how a wrong token, publisher`;
    yield 'or mapping looks. Look at some of them with cleeng-gate bridge explain, then';
    yield `  cleeng-gate bridge sweep --release ${id}   if they really have no access any more`;
    yield `  cleeng-gate bridge sweep --discard ${id}   if they have`;
  }
  const byTime = have.held - sweeps.reduce((sum, { held }) => sum + held, 0);
  if (byTime > 0 && !sweeps.some(({ state }) => state === 'held')) {
    yield `${byTime} rights would end without an event, and are held. Look, then cleeng-gate bridge sweep --release time, or --discard time.`;
  }
}

/** Who works. On a database that several share, one on another folder may. */
function whoRuns({ process, engine, data, now }: StatusReport): string {
  if (process) return `process ${process.pid} on ${process.host}, ${process.url}, for ${span(now - process.startedAt)}`;
  return engine === 'pglite' ? `does not run on ${data}; read from its state` : `none runs on the folder ${data}; one on another may: name it with --data. Read from the database`;
}

/** How the bridge is, for people. */
export function describeStatus(report: StatusReport, screen: Screen): string {
  const { publisherId, environment, engine, now, health, status, troubled, orphans, warnings } = report;
  const { customers, due, oldestDue, failing, live, have, oldestUnsentRevocation: unsent, sweeps } = status;
  const sections = [
    pairs([
      ['Bridge', whoRuns(report)],
      ['Publisher', `${publisherId}, ${environment}, state in ${engine === 'pglite' ? 'PGlite' : 'PostgreSQL'}`],
      ['Health', health.status], ['Customers', `${customers} known, ${due} due${oldestDue === null ? '' : ` (oldest for ${span(now - oldestDue)})`}, ${failing} failing`],
      ['Rights', `${live} wanted open`], ['Oldest unsent revocation', unsent === null ? 'none' : span(now - unsent)],
    ]),
    health.troubles.map((word) => `${word}: ${meanings[word]}`).join('\n'),
    status.refusals.map(({ sink, why, since }) => `${sink} refuses, for ${span(now - since)}: ${why}`).join('\n'),
    table(['at the platforms', 'rights'], Object.entries(have), screen),
    sweeps.length ? table(['sweep', 'state', 'began', 'took', 'live', 'left', 'held'], sweeps.map((row) => sweepRow(row, now)), screen) : 'No sweep yet.',
    [...releases(report)].join('\n'),
    troubled.length ? table(['customer', 'sink', 'target', 'should be', 'is', 'since', 'problem'], troubled.map((one) => troubleRow(one, now)), screen) : '',
    describeOrphans(orphans, screen),
    warnings.map((warning) => `Warning: ${warning}`).join('\n'),
  ];
  return sections.filter(Boolean).join('\n\n');
}
