import type { Sink } from '../../../bridge/sink.js';
import { own } from '../../../mediastore/body.js';
import type { Kind, Making, Need } from './kinds/kind.js';
import type { Problem } from './problems.js';
import { kinds, type Settings, type SinkEntry } from './schema.js';
import { publisherToken, webhookSecrets } from './secrets.js';

/** The kind of an entry; what one kind takes fits no other, which its type has decided. */
const kindOf = ({ type }: SinkEntry): Kind => kinds[type];

const isEntry = (entry: unknown): entry is SinkEntry => Object.hasOwn(kinds, String(own(entry, 'type')));

/** The kinds of all entries of a file, whatever else is wrong with them; undefined for one that is of none. */
export const typesOf = (value: unknown): ReadonlyMap<string, keyof typeof kinds | undefined> =>
  new Map(Object.entries(own(value, 'sinks') ?? {}).map(([name, entry]) => [name, isEntry(entry) ? entry.type : undefined]));

/**
 * Variables of the environment that a bridge needs, and what for.
 *
 * @param value the whole file, of which also entries that are wrong need theirs
 */
export function needsOf(value: unknown): ReadonlyMap<string, string> {
  const entries = Object.entries(own(value, 'sinks') ?? {}).filter((one): one is [string, SinkEntry] => isEntry(one[1]));
  return new Map([
    [publisherToken, 'API key of Cleeng\'s dashboard'],
    [webhookSecrets, 'secret that signs Cleeng\'s webhooks, several by commas'],
    ...entries.flatMap(([name, entry]) => variablesOf(entry).map(({ variable, use }): [string, string] => [variable, `${use}, for ${name}`])),
  ]);
}

/** Variables in which an entry's secrets are. A name that cannot be one has been complained about. */
export const variablesOf = (entry: SinkEntry): readonly Need[] => kindOf(entry).needs(entry).filter(({ variable }) => /^[A-Z][A-Z\d_]*$/.test(variable));

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
