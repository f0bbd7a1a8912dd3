import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server of somebody else's that runs while it is tested with. */
export interface Server {
  stop(): Promise<void>;
}

/**
 * Starts a program and waits until its error output has told that it is up. It gets a process group of its
 * own, so that its workers end with it, and ends with this process whatever happens.
 *
 * @throws Error with what it said instead, when it ends first
 */
export async function startServer(program: string, args: readonly string[], up: RegExp, env = process.env): Promise<Server> {
  const child = spawn(program, args, { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const end = (): void => { if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!); };
  process.once('exit', end);
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (up.test(said)) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => { reject(new Error(`${program} ended with ${String(code)}: ${said}`)); });
  });
  return {
    async stop() {
      const gone = once(child, 'exit');
      end();
      await gone;
      process.off('exit', end);
    },
  };
}
