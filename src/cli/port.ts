import { own } from '../mediastore/body.js';

/**
 * Waits for a server to listen, and says which option changes a port that is taken.
 *
 * @param option such as `--port`
 */
export async function onPort<T>(option: string, listening: Promise<T>): Promise<T> {
  try {
    return await listening;
  } catch (error) {
    if (own(error, 'code') !== 'EADDRINUSE') throw error;
    throw new Error(`${(error as Error).message} with ${option}`, { cause: error });
  }
}
