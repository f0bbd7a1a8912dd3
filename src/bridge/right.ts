import { createHash } from 'node:crypto';
import type { Environment } from '../mediastore/types.js';
import type { Mapping } from './mapping.js';
import type { Sink } from './sink.js';

/** Whose customers these are. */
export interface Owner {
  /** Digits. */
  readonly publisherId: string;
  readonly environment: Environment;
}

/** One row of the mapping beside the sink that it names. */
export interface Entry {
  readonly sink: Sink;
  readonly target: string;
  /** What tells two rights of one target apart; empty when nothing does. */
  readonly facet: string;
  readonly offers: readonly string[];
  readonly row: Readonly<Record<string, unknown>>;
}

/** The mapping as the bridge works with it. */
export interface Plan {
  readonly entries: readonly Entry[];
  readonly offers: readonly string[];
  /** Offers that only asking tells about; all of them where the source has no list. */
  readonly unlisted: ReadonlySet<string>;
}

/**
 * Puts each row beside its sink.
 *
 * @param listed whether the source can list what a customer holds
 * @throws TypeError for a row whose sink is not there, for two rows of one right, since the one would give what the other
 *   takes, for an offer that the mapping does not list, and for a sink whose remote ids are made by the other side,
 *   since a lost reply would leave a row there that nobody can take back
 */
export function readPlan(mapping: Mapping, sinks: readonly Sink[], listed: boolean): Plan {
  const named = new Map(sinks.map((sink) => [sink.name, sink]));
  const unsafe = sinks.find(({ traits }) => traits.identity === 'server-id');
  if (unsafe) throw new TypeError(`bridge: ${unsafe.name} makes ids of its own, so a lost reply would leave rights that cannot be taken back`);
  const entries = mapping.rows.map(({ offers, sink: name, target, row }): Entry => {
    const sink = named.get(name);
    if (!sink) throw new TypeError(`bridge: a row of the mapping names the sink ${name}, which is not there`);
    return { sink, target, facet: sink.facet(row), offers, row };
  });
  const rights = new Set<string>();
  for (const { sink, target, facet, offers } of entries) {
    const right = JSON.stringify([sink.name, target, facet]);
    if (rights.has(right)) throw new TypeError(`bridge: two rows of the mapping are one right, ${target} at ${sink.name}; write one with the offers of both`);
    rights.add(right);
    const strange = offers.find((offer) => !mapping.offers.includes(offer));
    if (strange !== undefined) throw new TypeError(`bridge: the mapping's offers lack ${strange}, which a row of ${target} names`);
  }
  return { entries, offers: mapping.offers, unlisted: new Set(listed ? mapping.unlisted : mapping.offers) };
}

/**
 * The key of a right: the same for ever, whatever crashed. Whom the sink knows the customer as belongs to it, so that
 * a customer who comes to be known as somebody else gets another right there, and the old one ends.
 *
 * @returns SHA-256 in hex digits, of which nothing about the customer can be read
 */
export function keyOf({ publisherId, environment }: Owner, customerId: string, account: string, { sink, target, facet }: Entry): string {
  return createHash('sha256').update(JSON.stringify([environment, publisherId, customerId, account, sink.name, target, facet])).digest('hex');
}
