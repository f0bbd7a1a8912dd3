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
  const left: Record<string, unknown> = { ...value };
  const dropped = new Set<number>();
  let founded = true;
  for (const [top = '', part] of issues.map(pathOf)) {
    if (top === 'sinks' && part !== undefined && isObject(left['sinks'])) left['sinks'] = Object.fromEntries(Object.entries(left['sinks']).filter(([name]) => name !== part));
    else if (top === 'rights' && part !== undefined) dropped.add(part as number);
    else {
      founded = false;
      delete left[top];
    }
  }
  const rights = Array.isArray(left['rights']) ? [...left['rights'].entries()].filter(([index]) => !dropped.has(index)) : [];
  const { success, output } = v.safeParse(schema, { ...standIns, ...left, rights: rights.map(([, right]: [number, unknown]) => right) });
  return success ? { settings: output, indices: rights.map(([index]) => index), founded } : undefined;
}
