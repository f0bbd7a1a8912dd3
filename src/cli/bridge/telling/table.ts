import Table from 'cli-table3';

/** Where a table is shown. */
export interface Screen {
  /** Whether a person looks at it, and wants colours. */
  readonly fancy: boolean;
}

/** The stream as it is: plain where it goes into a file, a pipe or a program, and where NO_COLOR asks for it. */
export const screenOf = (stream: { readonly isTTY?: boolean }, { NO_COLOR }: Readonly<Partial<Record<string, string>>>): Screen =>
  ({ fancy: Boolean(stream.isTTY) && !NO_COLOR });

const none = Object.fromEntries(['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'].map((name) => [name, '']));
const plain = { chars: { ...none, middle: '  ' }, style: { 'head': [], 'border': [], 'padding-left': 0, 'padding-right': 0 } };
const framed = { style: { head: ['bold'], border: ['gray'] } };

/** What a terminal would obey. */
const controls = /[\p{Cc}\p{Cf}]/gu;

/** Rows under a head, in columns. Control characters of others are left out. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[], { fancy }: Screen): string {
  const made = new Table({ ...(fancy ? framed : plain), head: [...head] });
  for (const row of rows) made.push(row.map((cell) => String(cell).replaceAll(controls, ' ')));
  return made.toString().split('\n').map((line) => line.trimEnd()).join('\n');
}

/** Pairs of name and value, one a line. */
export const pairs = (lines: readonly (readonly [name: string, value: string | undefined])[]): string => {
  const width = Math.max(...lines.map(([name]) => name.length)) + 3;
  return lines.flatMap(([name, value]) => (value === undefined ? [] : [`${`${name}:`.padEnd(width)}${value.replaceAll(controls, ' ')}`])).join('\n');
};
