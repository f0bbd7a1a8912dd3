import type { Document, Path } from './document.js';

/** Something in the file that is wrong. */
export interface Problem {
  readonly path: Path;
  /** What is wrong, and what to write. */
  readonly message: string;
}

/** The file cannot be used. Its message is one line for each problem, which editors and terminals turn into links. */
export class WrongFile extends Error {
  override readonly name = 'WrongFile';
}

/**
 * All problems, in the order of the file, a line each.
 *
 * @param file as it is called in messages
 */
export function placed(file: string, document: Document, problems: readonly Problem[]): readonly string[] {
  const found = problems.map(({ path, message }) => ({ message, ...document.place(path) }));
  found.sort((one, other) => one.line - other.line || one.column - other.column);
  return [...new Set(found.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`))];
}

/**
 * All problems as one error.
 *
 * @param besides what has no place in the file, a sentence each
 */
export const wrongFile = (file: string, document: Document, problems: readonly Problem[], besides: readonly string[] = []): WrongFile =>
  new WrongFile([...placed(file, document, problems), ...besides].join('\n'));

/** A value as it may stand in a message. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length ? 'a list' : 'an empty list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 50 ? `${text.slice(0, 47)}…"` : text;
}

export const isWithin = (path: Path, whole: Path): boolean => whole.every((step, index) => path[index] === step);
