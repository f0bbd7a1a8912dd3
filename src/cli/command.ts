/** One subcommand of `cleeng-gate`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  /** @throws UsageError when it was called wrongly */
  run(args: string[], print: (line: string) => void): Promise<void>;
}

/** It was called wrongly: exit code 2. */
export class UsageError extends Error {}
