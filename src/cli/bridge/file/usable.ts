import * as v from 'valibot';
import type { Path } from './document.js';
import { schema, type Settings } from './schema.js';

/** What of a file can be read though other parts of it are wrong. */
export interface Usable {
  readonly settings: Settings;
  /** Where each of the rights that are left stands in the file. */
  readonly indices: readonly number[];
  /** Whether only sinks and rights were left out, so that what is left says whom it is about and whom to ask. */
  readonly founded: boolean;
}

const pathOf = (issue: v.BaseIssue<unknown>): Path => issue.path?.map(({ key }) => key as string | number) ?? [];
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** For reading the rest of a file that does not say whose it is; nobody is asked anything then. */
const standIns = { environment: 'sandbox', publisherId: '1' };

/**
 * Leaves out the smallest part around each mistake: a sink, a right, else a key of the file.
 *
 * @returns undefined where too little is left
 */
export function usableOf(value: unknown, issues: readonly v.BaseIssue<unknown>[]): Usable | undefined {
  if (!isObject(value)) return undefined;
  const paths = issues.map(pathOf);
  const isWrong = (...path: Path): boolean => paths.some(([top, part]) => top === path[0] && part === path[1]);
  const isWhole = ([top, part]: Path): boolean => part === undefined || (top !== 'sinks' && top !== 'rights');
  const wrongKeys = new Set(paths.filter(isWhole).map(([top]) => top));
  const { sinks, rights, ...left } = Object.fromEntries(Object.entries(value).filter(([key]) => !wrongKeys.has(key)));
  const kept = Array.isArray(rights) ? [...(rights as readonly unknown[]).entries()].filter(([index]) => !isWrong('rights', index)) : [];
  const { success, output } = v.safeParse(schema, {
    ...standIns, ...left, rights: kept.map(([, right]) => right),
    sinks: isObject(sinks) ? Object.fromEntries(Object.entries(sinks).filter(([name]) => !isWrong('sinks', name))) : {},
  });
  return success ? { settings: output, indices: kept.map(([index]) => index), founded: !wrongKeys.size } : undefined;
}
