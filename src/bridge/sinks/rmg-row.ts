import * as v from 'valibot';
import type { Right } from '../sink.js';

const words = v.pipe(v.string('takes a text'), v.nonEmpty('must not be empty'), v.maxLength(200, 'takes at most 200 characters'));
const flag = v.boolean('takes true or false');
const date = v.pipe(v.string('takes a date'), v.isoTimestamp('takes a date such as 2026-11-21T12:00:00Z'));

const types = ['TRANSACTIONAL', 'SUBSCRIPTION', 'FREE', 'CAPABILITY', 'PPV'] as const;

const schema = v.pipe(
  v.strictObject({
    validityType: v.optional(v.picklist(['ABSOLUTE', 'RELATIVE'], 'takes ABSOLUTE or RELATIVE')),
    productType: v.optional(v.picklist(types, `takes ${types.slice(0, -1).join(', ')}, or with the CRM gateway PPV`)),
    deviceId: v.optional(words),
    sharedProductContentId: v.optional(words),
    userId: v.optional(words),
    firstView: v.optional(date),
    isArchivable: v.optional(flag),
    capabilityType: v.optional(words),
    isFreemium: v.optional(flag),
    purchasedByDeviceId: v.optional(words),
    playoutDeviceClass: v.optional(words),
    lifetime: v.optional(v.literal('perpetual', 'takes "perpetual", or is left out')),
  }, ({ expected }) => (expected === 'never' ? 'is no field of a right at Rights Manager' : 'takes an object')),
  v.forward(v.partialCheck([['productType'], ['capabilityType']],
    ({ productType, capabilityType }) => (productType === 'CAPABILITY') === (capabilityType !== undefined),
    'goes with productType CAPABILITY, and that with it'), ['capabilityType']),
);

/**
 * What a row of the mapping may say beyond offers, sink and product. `deviceId` and `userId` may hold `{account}` and
 * `{customerId}`, which each right fills in with its own. `lifetime` is the bridge's, and is not sent.
 */
export type RmgRow = v.InferOutput<typeof schema>;

const known = /\{(?:account|customerId)\}/g;

/** Puts the right's own ids where the row left room for them. */
export const fill = (text: string, { account, customerId }: Right): string =>
  text.replace(known, (place) => (place === '{account}' ? account : customerId));

/**
 * Reads a row.
 *
 * @param via whether rights go through the CRM gateway, which knows products of type `PPV`
 * @throws TypeError that names the field and says what to write
 */
export function readRmgRow(row: Readonly<Record<string, unknown>>, via: 'rmg' | 'crm-gateway'): Readonly<Record<string, unknown>> {
  const { success, output, issues } = v.safeParse(schema, row);
  if (!success) throw new TypeError(`${v.getDotPath(issues[0]) ?? 'the row'} ${issues[0].message}`);
  if (output.productType === 'PPV' && via === 'rmg') throw new TypeError('productType PPV needs via: "crm-gateway"');
  for (const name of ['deviceId', 'userId'] as const) {
    const stray = /\{[^}]*\}?/.exec(output[name]?.replace(known, '') ?? '')?.[0];
    if (stray) throw new TypeError(`${name} knows {account} and {customerId}, and not ${stray}`);
  }
  return output;
}

/** What tells two rights of one product apart. */
export const facetOf = ({ deviceId, sharedProductContentId }: RmgRow): string =>
  [deviceId, sharedProductContentId].filter((value) => value !== undefined).join('|');
