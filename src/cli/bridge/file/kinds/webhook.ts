import * as v from 'valibot';
import { webhookSink } from '../../../../bridge/sinks/webhook.js';
import { address, perSecond, table, variable } from '../shapes.js';
import { named, type Kind } from './kind.js';

const usual = 'BRIDGE_WEBHOOK_SECRETS';

const entries = {
  type: v.literal('webhook'),
  url: address,
  secrets: v.optional(variable),
  perSecond: v.optional(perSecond),
};
const schema = table(entries);

/** `"type": "webhook"` */
export const webhook: Kind<typeof schema> = {
  schema,
  keys: Object.keys(entries),
  rowKeys: ['data', 'facet', 'lifetime'],
  needs: ({ secrets }) => [{ variable: named(secrets, usual), use: 'signs messages, several by commas' }],
  make: ({ url, perSecond: most, secrets }, { name, clock, fetch, secret }) =>
    webhookSink({ name, clock, fetch, url, perSecond: most, secrets: secret(named(secrets, usual)).split(',').map((one) => one.trim()) }),
};
