import type { Sink } from '../../../bridge/sink.js';
import type { Kind, Making } from './kinds/kind.js';
import type { Problem } from './problems.js';
import { kinds, type Settings, type SinkEntry } from './schema.js';
import { publisherToken, webhookSecrets } from './secrets.js';

/** The kind of an entry; what one kind takes fits no other, which its type has decided. */
const kindOf = ({ type }: SinkEntry): Kind => kinds[type];

/** Variables of the environment that a bridge of these settings needs, and what for. */
export function needsOf({ sinks }: Settings): ReadonlyMap<string, string> {
  return new Map([
    [publisherToken, 'API key of Cleeng\'s dashboard'],
    [webhookSecrets, 'secret that signs Cleeng\'s webhooks, several by commas'],
    ...Object.entries(sinks).flatMap(([name, entry]) => kindOf(entry).needs(entry).map(({ variable, use }): [string, string] => [variable, `${use}, for ${name}`])),
  ]);
}

/**
 * Makes the sinks.
 *
 * @returns those that could be made, by name, and what is wrong with the others
 */
export function makeSinks(settings: Settings, making: Omit<Making, 'name' | 'environment' | 'publisherId'>): { readonly sinks: ReadonlyMap<string, Sink>; readonly problems: readonly Problem[] } {
  const { environment, publisherId } = settings;
  const sinks = new Map<string, Sink>();
  const problems: Problem[] = [];
  for (const [name, entry] of Object.entries(settings.sinks)) {
    const kind = kindOf(entry);
    try {
      sinks.set(name, kind.make(entry, { ...making, name, environment, publisherId }));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      const key = kind.keys.find((one) => error.message.startsWith(`${name}: ${one}`));
      const secret = kind.needs(entry).find(({ variable }) => key !== undefined && variable.endsWith(key.toUpperCase()));
      problems.push({ path: ['sinks', name, ...(key ? [key] : [])], message: `${error.message}.${secret ? ` It comes from ${secret.variable}.` : ''}` });
    }
  }
  return { sinks, problems };
}
