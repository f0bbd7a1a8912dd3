import * as v from 'valibot';
import { nearest } from '../../../check/nearest.js';
import type { Path } from './document.js';
import { shown, type Problem } from './problems.js';

/** What to write where a key is missing. */
const examples: Readonly<Record<string, string>> = {
  environment: '"environment": "sandbox" or "production"',
  publisherId: '"publisherId": "123456789", the publisher\'s number in Cleeng',
  sinks: '"sinks": { "motto": { "type": "motto", "projectId": "my-project" } }',
  rights: '"rights": [{ "offer": "S123456789_US", "sink": "motto", "target": "premium" }]',
  type: '"type": "motto", "rmg" or "webhook"',
  sink: '"sink" with the name of an entry of sinks',
  target: '"target" with what the sink calls it: an offer of Motto, a product of Rights Manager',
  projectId: '"projectId" with the short id of a Motto project',
  env: '"env" with the name of a variable of the environment',
};

/** Names as a sentence lists them. */
export const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** A name that does not belong there, and the one that was probably meant. */
export function instead(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant ? `Did you mean "${meant}"?` : `There ${known.length === 1 ? 'is' : 'are'} ${listed(known)}.`;
}

/** Keys of the object schema at which an issue arose, so that a misspelt one can be told what was meant. */
export type KeysAt = (path: Path) => readonly string[];

const pathOf = (issue: v.BaseIssue<unknown>): Path => issue.path?.map(({ key }) => key as string | number) ?? [];

/** What valibot found, in the words of the file: what is wrong, then what to write. */
export function problemOf(issue: v.BaseIssue<unknown>, keysAt: KeysAt): Problem {
  const path = pathOf(issue);
  const key = path.at(-1);
  const name = typeof key === 'number' ? `the entry ${key + 1} of "${path.filter((step) => typeof step === 'string').at(-1) ?? ''}"` : `"${key ?? 'the file'}"`;
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return { path, message: `"${String(key)}" is no key here. ${instead(String(key), keysAt(path.slice(0, -1)))}` };
  }
  if (issue.received === 'undefined') return { path, message: `${name} is missing. Write ${examples[String(key)] ?? name}.` };
  // What somebody wrote for the name of a variable may be what it holds.
  const is = key === 'env' ? 'names no variable of the environment' : `is ${shown(issue.input)}`;
  return { path, message: `${name} ${is}. Write ${issue.message}.` };
}
