import type { Orphans } from '../../../bridge/orphans.js';
import { table, type Screen } from './table.js';

const row = ({ sink, target, reachable, rights, forever }: Orphans): readonly (string | number)[] =>
  [sink, target, rights, forever, reachable ? 'end with the next sweep, under its brake' : 'stay: the sink is not in the file'];

/** What stands without a row of the file, and how it is let go; empty when nothing does. */
export function describeOrphans(orphans: readonly Orphans[], screen: Screen): string {
  if (!orphans.length) return '';
  return [
    'No row of the file gives these rights any more:',
    table(['sink', 'target', 'rights', 'for ever', 'what becomes of them'], orphans.map(row), screen),
    '  cleeng-gate bridge orphans --revoke <sink>   takes them now; put a sink that is gone back, without rights, first',
    '  cleeng-gate bridge orphans --leave <sink>    forgets them: the platform keeps them as long as they last there',
  ].join('\n');
}
