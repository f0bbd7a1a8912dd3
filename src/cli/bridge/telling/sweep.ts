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

/** What a sweep would do. */
export const describeRehearsal = ({ customers, found, asserted, orphans, asked, failed, listing }: Rehearsal): string => pairs([
  ['Would look at', `${customers} whom the bridge knows, and ${found} of whom only Cleeng's lists tell`],
  ['Would assert', `${asserted} rights again, as they stand`], ['Would take', orphans ? `${orphans} rights that no row of the file gives any more` : undefined], ['Would ask Cleeng', `about access, for ${asked + found} whose records are new or have changed`],
  ['Could not read', failed ? `the records of ${failed} customers` : undefined], ['Lists', listing && `could not be read: ${listing}`],
]);

/** What became of a sweep. */
export function describeSweep(row: SweepRow | null): string {
  if (!row) return 'Another sweep has taken its place.';
  const { id, state, startedAt, endedAt, held, live } = row;
  if (state === 'held') return `Sweep ${id} is held: it would revoke ${held} of ${live} rights. cleeng-gate bridge status says what to do.`;
  return `Sweep ${id} is ${state}${endedAt === null ? '' : `, after ${span(endedAt - startedAt)}`}.`;
}
