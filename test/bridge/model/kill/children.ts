import { fork, type ChildProcess } from 'node:child_process';
import type { Order, Report } from './order.js';

/** A child, from its start to its death. */
export interface Child {
  readonly process: ChildProcess;
  /** Where its intake is; rejects when it dies before it listens. */
  readonly port: Promise<number>;
  /** Lets it sweep; rejects when it dies meanwhile. */
  sweep(): Promise<string | null>;
  /** Resolves when it is gone. */
  readonly gone: Promise<void>;
}

/** @param file the built child */
export function startChild(file: string, order: Order): Child {
  const child = fork(file, { env: { ...process.env, ORDER: JSON.stringify(order) }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  // What is sent to one that is just dying breaks off; that it is gone is told all the same.
  child.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
  const hear = async <T>(pick: (report: Report) => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      child.on('message', (message) => {
        const report = message as Report;
        if ('failed' in report) return reject(new Error(report.failed));
        const picked = pick(report);
        if (picked !== undefined) resolve(picked);
      });
      void gone.then(() => { reject(new Error('the process is gone')); });
    });
  const port = hear((report) => ('port' in report ? report.port : undefined));
  port.catch(() => undefined);
  return {
    process: child, port, gone,
    async sweep() {
      const swept = hear((report) => ('swept' in report ? { state: report.swept } : undefined));
      child.send('sweep', () => undefined);
      return (await swept).state;
    },
  };
}
