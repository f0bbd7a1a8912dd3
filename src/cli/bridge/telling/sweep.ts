import type { Rehearsal } from '../../../bridge/rehearse.js';
import type { SweepRow } from '../../../bridge/store.js';
import type { SweepProgress } from '../../../bridge/sweep.js';
import { pairs } from './table.js';
import { span } from './times.js';

/** How far a sweep is, in a line. */
export const describeProgress = ({ phase, found, marked, left }: SweepProgress): string => ({
  finding: `Cleeng's lists: ${found} customers found`,
  marking: `${found} found at Cleeng, ${marked} known customers marked`,
  working: `${left ?? 0} customers left`,
})[phase];

/** Why Cleeng's lists could not be read. */
const unreadWords: Readonly<Record<string, string>> = {
  credentials: 'it refuses CLEENG_PUBLISHER_TOKEN', network: 'it could not be reached', timeout: 'it did not answer in time', malformed: 'it answered with something else',
};
const unread = (why: string): string => unreadWords[why] ?? 'it answered with an error';

/** What a sweep would do. */
export const describeRehearsal = ({ customers, found, asserted, orphans, asked, failed, listing }: Rehearsal): string => pairs([
  ['Would look at', `${customers} whom the bridge knows, and ${found} of whom only Cleeng's lists tell`],
  ['Would assert', `${asserted} rights again, as they stand`], ['Would take', orphans ? `${orphans} rights that no row of the file gives any more` : undefined], ['Would ask Cleeng', `about access, for ${asked + found} whose records are new or have changed`],
  ['Could not read', failed ? `the records of ${failed} customers` : undefined], ['Cleeng\'s lists', listing && `could not be read: ${unread(listing)}`],
]);

/** What a sweep could not do. */
function* gaps({ unlisted }: SweepRow, failing: number): Iterable<string> {
  if (unlisted !== null) yield `Cleeng's lists could not be read: ${unread(unlisted)}. Only those whom the bridge knows were looked at; who holds an offer and was never told of has not been found.`;
  if (failing) yield `The last look at ${failing} customer${failing === 1 ? '' : 's'} failed, and is repeated by a bridge that runs. cleeng-gate bridge status says more.`;
}

/** Whether a sweep left nothing undone, and nothing that waits for a person. */
export const isWhole = (row: SweepRow | null, failing: number): boolean => row?.state !== 'held' && !row?.unlisted && !failing;

/**
 * What became of a sweep.
 *
 * @param failing customers whose last look failed
 */
export function describeSweep(row: SweepRow | null, failing: number): string {
  if (!row) return 'Another sweep has taken its place.';
  const { id, state, startedAt, endedAt, held, live } = row;
  const undone = [...gaps(row, failing)];
  if (state === 'held') return `Sweep ${id} is held: it would revoke ${held} of ${live} rights. cleeng-gate bridge status says what to do.`;
  const lasted = endedAt === null ? '' : `, after ${span(endedAt - startedAt)}`;
  return [`Sweep ${id} is ${undone.length && state === 'done' ? 'over, and not whole' : state}${lasted}.`, ...undone].join('\n');
}
