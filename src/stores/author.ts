import type { Topic } from './advice.js';
import type { World } from './world.js';

/**
 * Tells the person who wrote the page what is the matter: in their words, once, and never with a token in it.
 * The words come a little later than the call, because they are loaded only where something is the matter.
 *
 * @param values what the page wrote, and what else the words need
 */
export type Author = (topic: Topic, ...values: readonly string[]) => void;

/** Speaks to the console; a thousand gates with one mistake say it once. */
export function createAuthor(log: World['log']): Author {
  const said = new Set<string>();
  return (topic, ...values) => {
    const gist = [topic, ...values].join(' ');
    if (said.has(gist)) return;
    said.add(gist);
    import('./advice.js').then(
      ({ advise }) => { advise(log, topic, values); },
      () => { log.error(`cleeng-gate: ${gist}`); },
    );
  };
}
