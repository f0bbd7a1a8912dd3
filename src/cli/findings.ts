import { styleText } from 'node:util';
import type { Finding, Severity } from '../check/finding.js';

/** A finding and the page that it is about. */
export interface FindingInFile extends Finding {
  readonly file: string;
}

type Format = Parameters<typeof styleText>[0];

const colours: Readonly<Record<Severity, Format>> = { error: 'red', warning: 'yellow', hint: 'cyan' };
const severities = Object.keys(colours) as Severity[];

/** Whatever is longer than a line, such as a script of structured data, is shown once. */
const long = 120;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The last line: how many pages, and how many findings of each kind that there was. */
function summary(findings: readonly Finding[], pages: number): string {
  const count = (severity: Severity): number => findings.filter((one) => one.severity === severity).length;
  const sums = severities.filter(count).map((severity) => counted(count(severity), severity));
  return `${counted(pages, 'page')} checked: ${sums.join(', ') || 'nothing found'}.`;
}

/**
 * Findings for people, in lines that editors and terminals turn into links (`file:line:column`).
 *
 * @param pages how many were checked
 * @param coloured whether whoever reads it sees colours
 */
export function describe(findings: readonly FindingInFile[], pages: number, coloured: boolean): string {
  const paint = (format: Format, text: string): string =>
    coloured ? styleText(format, text, { validateStream: false }) : text;
  const places = new Map<string, string>();
  const blocks = findings.map(({ file, line, column, severity, rule, message, instead }) => {
    const place = `${file}:${line}:${column}`;
    const before = instead.length > long ? places.get(instead) : undefined;
    if (!before) places.set(instead, place);
    return [
      `${paint('bold', place)}  ${paint(colours[severity], severity)}  ${rule}`,
      `    ${message}`,
      `    ${paint('green', 'Instead:')} ${before ? `as for ${before}` : instead}`,
      '',
    ].join('\n');
  });
  return [...blocks, summary(findings, pages)].join('\n');
}
