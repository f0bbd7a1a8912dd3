import * as v from 'valibot';
import { rmgSink } from '../../../../bridge/sinks/rmg.js';
import { address, perSecond, table, text, variable } from '../shapes.js';
import { named, type Kind, type Need } from './kind.js';

const header = v.optional(text('the name of a header'));
const usual = { username: 'RMG_USERNAME', password: 'RMG_PASSWORD' };

const entries = {
  type: v.literal('rmg'),
  base: address,
  via: v.optional(v.picklist(['rmg', 'crm-gateway'], '"rmg", or "crm-gateway" where the Security Services Platform is deployed')),
  tenant: v.optional(text('the id of the tenant, such as "operator-tv"')),
  clientId: text('the client of Keycloak that the operator\'s users belong to, such as "crm_client"'),
  username: v.optional(v.union([variable, text('')], 'the operator\'s user, or { "env": "RMG_USERNAME" }')),
  password: v.optional(variable),
  clientSecret: v.optional(variable),
  tokenUrl: v.optional(address),
  headers: v.optional(table({ correlation: header, authorization: header, tenant: header })),
  prohibitDuplicates: v.optional(v.boolean('true or false')),
  perSecond: v.optional(perSecond),
};
const schema = table(entries);
type Entry = v.InferOutput<typeof schema>;

const isText = (value: Entry['username']): value is string => typeof value === 'string';

function needs({ username, password, clientSecret }: Entry): readonly Need[] {
  return [
    ...(isText(username) ? [] : [{ variable: named(username, usual.username), use: 'user of Rights Manager\'s operator' }]),
    { variable: named(password, usual.password), use: 'password of that user' },
    ...(clientSecret ? [{ variable: clientSecret.env, use: 'secret of the client in Keycloak' }] : []),
  ];
}

/** `"type": "rmg"` */
export const rmg: Kind<typeof schema> = {
  schema,
  keys: Object.keys(entries),
  rowKeys: ['validityType', 'productType', 'deviceId', 'sharedProductContentId', 'userId', 'firstView', 'isArchivable', 'capabilityType', 'isFreemium', 'purchasedByDeviceId', 'playoutDeviceClass', 'lifetime'],
  needs,
  make({ type: _, username, password, clientSecret, ...entry }, { name, clock, fetch, secret, environment, publisherId }) {
    return rmgSink({
      ...entry, name, clock, fetch, environment, publisherId,
      username: isText(username) ? username : secret(named(username, usual.username)),
      password: secret(named(password, usual.password)),
      ...(clientSecret && { clientSecret: secret(clientSecret.env) }),
    });
  },
};
