/** One subcommand of `cleeng-gate`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  /** What `--help` shows where the arguments name a command of its own. */
  helpFor?(args: readonly string[]): string;
  /** How it is called in full where the arguments name a command of its own, such as `bridge explain`. */
  calledFor?(args: readonly string[]): string;
  /**
   * @returns the exit code: 0 done, 1 it found something
   * @throws UsageError when it was called wrongly
   */
  run(args: string[], print: (line: string) => void): Promise<0 | 1>;
}

/** It was called wrongly: exit code 2. */
export class UsageError extends Error {}
