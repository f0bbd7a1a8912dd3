import type { Output } from '../../progress.js';

/** Says how far a piece of work is whose length nobody knows, on the error stream. */
export interface Ticker {
  tell(line: string): void;
  end(): void;
}

/** Milliseconds between two lines where nobody sees them change, as in a log. */
const rare = 10_000;

/** On a terminal one line that changes; elsewhere a line now and then. */
export function createTicker(out: Output = process.stderr, now: () => number = () => performance.now()): Ticker {
  let last = now();
  let told = false;
  return {
    tell(line) {
      if (out.isTTY) {
        out.write(`\r\u001b[K${line.slice(0, (out.columns ?? 80) - 1)}`);
        told = true;
      } else if (now() - last >= rare) {
        out.write(`${line}\n`);
        last = now();
      }
    },
    end() {
      if (told) out.write('\r\u001b[K');
    },
  };
}
