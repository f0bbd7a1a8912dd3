import * as v from 'valibot';
import { motto } from './kinds/motto.js';
import { rmg } from './kinds/rmg.js';
import { webhook } from './kinds/webhook.js';
import { address, duration, offerId, table, text } from './shapes.js';

/** Every kind of sink, by its `type`. */
export const kinds = { motto, rmg, webhook };

const hour = 3600;
const day = 24 * hour;

const account = v.picklist(['customerId', 'externalId'], '"customerId", Cleeng\'s own id, or "externalId", the id that your site gave the customer in Cleeng');

const right = v.looseObject({
  offer: v.optional(offerId),
  offers: v.optional(v.pipe(v.array(offerId, 'a list of offer ids'), v.nonEmpty('at least one offer id'))),
  tag: v.optional(text('the tag as Cleeng knows it')),
  sink: text('the name of an entry of sinks'),
  target: text('what the sink calls it: an offer of Motto, a product of Rights Manager'),
}, 'an object, { … }');

const entries = {
  $schema: v.optional(v.string()),
  environment: v.picklist(['sandbox', 'production'], '"sandbox" or "production"'),
  publisherId: v.pipe(v.string('"123456789", the publisher\'s number in Cleeng between quotes'), v.regex(/^\d{1,16}$/, 'the publisher\'s number in Cleeng, such as "123456789"')),
  coreBase: v.optional(address),
  horizon: v.optional(duration(hour, 60 * day, 'a time from "1h" to "60d", such as "48h"'), '48h'),
  sweep: v.optional(duration(60, 7 * day, 'a time from "1m" to "7d", such as "24h"'), '24h'),
  recheck: v.optional(duration(hour, 90 * day, 'a time from "1h" to "90d", such as "7d"'), '7d'),
  keepBodies: v.optional(duration(hour, 365 * day, 'a time from "1h" to "365d", such as "30d"'), '30d'),
  accounts: v.optional(v.record(v.string(), account, 'an object that names sinks, { "motto": "customerId" }'), {}),
  webhooks: v.optional(table({
    url: v.optional(address),
    header: v.optional(text('the name of the header that bears the signature')),
    encoding: v.optional(v.picklist(['hex', 'base64'], '"hex" or "base64"')),
    retryPolicy: v.optional(v.record(v.string(), v.unknown(), 'an object, as Cleeng describes it')),
  }), {}),
  sinks: v.record(v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/, 'a name of letters, digits, "_" and "-"')), v.variant('type', [motto.schema, rmg.schema, webhook.schema], '"motto", "rmg" or "webhook"'), 'an object that names sinks, { "motto": { "type": "motto", … } }'),
  rights: v.pipe(v.array(right, 'a list of rights, [{ … }]'), v.nonEmpty('at least one right')),
};

/** The file, as it is to be. Times are seconds from here on. */
export const schema = table(entries);
export type Settings = v.InferOutput<typeof schema>;
export type SinkEntry = Settings['sinks'][string];
export type RightEntry = Settings['rights'][number];

const within: Readonly<Record<string, readonly string[]>> = {
  webhooks: Object.keys(schema.entries.webhooks.wrapped.entries), token: ['env'], password: ['env'], clientSecret: ['env'], username: ['env'], secret: ['env'], secrets: ['env'],
  headers: ['correlation', 'authorization', 'tenant'],
};

/**
 * The keys that an object of the file may have.
 *
 * @param value the whole file, by which the kind of a sink is told
 */
export function keysAt(path: readonly (string | number)[], value: unknown): readonly string[] {
  if (!path.length) return Object.keys(entries).filter((key) => key !== '$schema');
  const type = path.length === 2 && path[0] === 'sinks' ? (value as { sinks: Record<string, { type: keyof typeof kinds }> }).sinks[path[1]!]?.type : undefined;
  return type ? kinds[type].keys : (within[String(path.at(-1))] ?? []);
}
