/** A function that waits for the module: it is called with the names of the npm door. */
export type Command = (api: unknown) => void;

/**
 * Runs what inline scripts have queued with `(self.cleengGate ||= []).push((api) => …)`, and whatever
 * they push later at once. Only an Array is a queue: a form of that name is left in peace.
 * One command that throws does not keep the others from running.
 */
export function runQueue(global: object, api: unknown): void {
  const queue = ((global as { cleengGate?: unknown }).cleengGate ??= []);
  if (!Array.isArray(queue)) return;
  const run = (command: unknown): void => {
    try {
      (command as Command)(api);
    } catch (error) {
      console.error(error);
    }
  };
  const waiting = queue.splice(0);
  queue.push = (...commands: unknown[]) => {
    commands.forEach(run);
    return 0;
  };
  waiting.forEach(run);
}
