import type { World } from './world.js';

/** What is said to the person who wrote the page: in their words, once, and never with a token in it. */
export interface Author {
  error(message: string): void;
  warn(message: string): void;
}

/** Speaks to the console; a thousand gates with one mistake say it once. */
export function createAuthor(log: World['log']): Author {
  const said = new Set<string>();
  const say = (level: 'error' | 'warn', message: string): void => {
    if (said.has(message)) return;
    said.add(message);
    log[level](`cleeng-gate: ${message}`);
  };
  return {
    error: (message) => { say('error', message); },
    warn: (message) => { say('warn', message); },
  };
}
