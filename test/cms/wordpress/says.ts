import type { ChildProcess } from 'node:child_process';

/**
 * Waits until a process has said something on its error output, where servers tell that they are up.
 *
 * @throws Error with what it said instead, when it ends first
 */
export async function says(child: ChildProcess, words: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (words.test(said)) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => { reject(new Error(`${child.spawnfile} ended with ${String(code)}: ${said}`)); });
  });
}
