/** Tells how far a long piece of work is, on the error stream. */
export interface Progress {
  step(name: string): void;
  end(): void;
}

/** The part of a stream that is written to. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const stride = 100;

/**
 * On a terminal one line that changes; elsewhere, as in a log, a line for each hundred.
 *
 * @param total how many steps there will be
 */
export function createProgress(total: number, verb: string, out: Output = process.stderr): Progress {
  let done = 0;
  const line = (name: string): string => `${verb} ${done}/${total} ${name}`;
  return {
    step(name) {
      done++;
      if (out.isTTY) out.write(`\r\u001b[K${line(name).slice(0, (out.columns ?? 80) - 1)}`);
      else if (done % stride === 0 && done < total) out.write(`${line(name)}\n`);
    },
    end() {
      if (out.isTTY && done) out.write('\r\u001b[K');
    },
  };
}
