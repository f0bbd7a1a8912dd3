import type { FileReport } from '../sealing/seal-file.js';

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const said: Readonly<Record<'open' | 'outdated', readonly [looking: string, sealing: string]>> = {
  open: ['everybody can read it', 'left open: it has no <template>'],
  outdated: ['sealed under an older master, or for other offers', 'left as it was: sealed under an older master, or for other offers; --reseal seals it anew'],
};

/** Lines about one file, for people: what was sealed, and gates that are not as they should be. */
export function describeFile({ file, status, target, gates = [], message = '' }: FileReport, check: boolean): string[] {
  if (status === 'refused') return message.split('\n').map((line) => `refused   ${line}`);
  const odd = gates.flatMap(({ status: one, line, column }) =>
    one === 'open' || one === 'outdated' ? [`${one.padEnd(10)}${file}:${line}:${column} ${said[one][check ? 0 : 1]}`] : []);
  const sealed = gates.filter((gate) => gate.status === 'sealed').length;
  if (status === 'sealed') return [`sealed    ${target ? `${file} into ${target}` : gates.length ? `${file}, ${counted(sealed, 'gate')}` : file}`, ...odd];
  if ((status === 'open' || status === 'outdated') && !odd.length) return [`${status.padEnd(10)}${file} ${status === 'open' ? 'has not been sealed' : said.outdated[check ? 0 : 1]}`];
  return odd;
}

/** The last line: how many files there were of each kind. */
export function describeSum(reports: readonly FileReport[], check: boolean): string {
  const sums = (['sealed', 'current', 'open', 'outdated', 'refused'] as const)
    .map((status) => [status, reports.filter((report) => report.status === status).length] as const)
    .filter(([, count]) => count)
    .map(([status, count]) => `${count} ${status === 'current' ? (check ? 'sealed' : 'unchanged') : status}`);
  return `${counted(reports.length, 'file')}: ${sums.join(', ') || 'nothing to seal'}.`;
}
