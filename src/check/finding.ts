import type { Page } from './page.js';

/** `error`: it does not work, or gives premium away. `warning`: it will trip somebody. `hint`: it could be better. */
export type Severity = 'error' | 'warning' | 'hint';

/** Where something stands in the page source; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something that is wrong with a page. */
export interface Finding extends Place {
  readonly severity: Severity;
  /** Short, stable name in kebab-case, such as `script-missing`. */
  readonly rule: string;
  /** What is wrong and what comes of it: one or two sentences. */
  readonly message: string;
  /** What to write instead: a piece of the page, or one sentence. */
  readonly instead: string;
}

/** Looks at a page for one kind of mistake. */
export type Rule = (page: Page) => Iterable<Finding>;

/** What a page says may end up on a terminal, where control characters are commands. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');

const say =
  (severity: Severity) =>
  (rule: string, { line, column }: Place, message: string, instead: string): Finding => ({
    line,
    column,
    severity,
    rule,
    message: plain(message),
    instead: plain(instead),
  });

export const error = say('error');
export const warning = say('warning');
export const hint = say('hint');

/** Something that the page says, as a message may repeat it: on one line, no longer than 60 characters. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `"${line.length > 60 ? `${line.slice(0, 59)}…` : line}"`;
}
