import * as v from 'valibot';
import { mottoSink } from '../../../../bridge/sinks/motto.js';
import { address, perSecond, table, text, variable } from '../shapes.js';
import { named, type Kind } from './kind.js';

const concurrency = 'devices at once, a whole number above 0, or "unlimited"';

const entries = {
  type: v.literal('motto'),
  projectId: text('the short id of a Motto project, such as "my-project"'),
  token: v.optional(variable),
  base: v.optional(address),
  concurrencyLimit: v.optional(v.union([v.pipe(v.number(), v.integer(), v.minValue(1)), v.literal('unlimited')], concurrency)),
  takeOver: v.optional(v.boolean('true or false')),
  cleengIntegration: v.optional(v.literal('none', '"none" after you have looked in Motto\'s Studio, or leave it out')),
  perSecond: v.optional(perSecond),
};
const schema = table(entries);

/** `"type": "motto"` */
export const motto: Kind<typeof schema> = {
  schema,
  keys: Object.keys(entries),
  rowKeys: ['concurrencyLimit', 'lifetime'],
  needs: ({ token }) => [{ variable: named(token, 'MOTTO_TOKEN'), use: 'token of a Studio account of Motto' }],
  make: ({ type: _, token, ...entry }, { name, clock, fetch, secret }) =>
    mottoSink({ ...entry, name, clock, fetch, token: secret(named(token, 'MOTTO_TOKEN')) }),
};
