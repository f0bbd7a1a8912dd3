import { Refused } from './answers.js';
import type { Tenant } from './catalogue.js';
import type { Entitlement } from './rows.js';

type Body = Readonly<Record<string, unknown>>;

const instant = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value));
const string = (value: unknown): boolean => typeof value === 'string' && value.length > 0;
const boolean = (value: unknown): boolean => typeof value === 'boolean';
const oneOf = (...words: string[]) => (value: unknown): boolean => words.includes(value as string);

const mandatory = {
  accountId: string, productId: string, validityType: oneOf('ABSOLUTE', 'RELATIVE'),
  productType: oneOf('TRANSACTIONAL', 'SUBSCRIPTION', 'FREE', 'CAPABILITY'), validFrom: instant, expiryDate: instant,
};
const optional = {
  _id: string, deviceId: string, sharedProductContentId: string, userId: string, lastBilledDate: instant, purchasedOffer: string,
  firstView: instant, isArchivable: boolean, capabilityType: string, isFreemium: boolean, purchasedByDeviceId: string, playoutDeviceClass: string,
};
/** What a change may name: the status, and what the operator's console lets edit. */
const changeable = {
  status: oneOf('SUBSCRIBED', 'UNSUBSCRIBED'), validFrom: instant, expiryDate: instant, lastBilledDate: instant,
  purchasedOffer: string, firstView: instant, isArchivable: boolean, playoutDeviceClass: string,
};

function check(body: Body, known: Readonly<Record<string, (value: unknown) => boolean>>): void {
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(known, name)) throw new Refused(400, `Unknown argument: ${name}`);
    if (!known[name]!(value)) throw new Refused(400, `Invalid argument: ${name}`);
  }
}

function checkAgainst({ accounts, products }: Tenant, row: Entitlement): void {
  const account = accounts.get(row.accountId);
  if (!account) throw new Refused(400, `Account ${row.accountId} not found`, 4401);
  const product = products.get(row.productId);
  if (!product) throw new Refused(400, `Product ${row.productId} not found`, 4402);
  if (product.type !== row.productType) throw new Refused(400, 'productType does not match the product');
  if (row.deviceId !== undefined && !account.devices.some(({ id }) => id === row.deviceId)) throw new Refused(400, `Device ${row.deviceId} not found`, 4403);
  if (product.shared && !product.contents?.includes(row.sharedProductContentId ?? '')) throw new Refused(400, 'sharedProductContentId is no content of the product');
  if (product.type === 'CAPABILITY' && row.capabilityType !== product.capabilityType) throw new Refused(400, 'capabilityType does not match the product');
}

/**
 * The entitlement that a create body asks for.
 *
 * @param ppv whether the gateway's `PPV` is a product type here
 * @param id of the entitlement when the body names none
 * @throws Refused 400
 */
export function readCreation(body: Body, tenant: Tenant, now: string, id: string, ppv: boolean): Entitlement {
  for (const name of Object.keys(mandatory)) if (!Object.hasOwn(body, name)) throw new Refused(400, `Missing mandatory argument: ${name}`);
  check(body, { ...mandatory, ...optional, ...(ppv && { productType: (value: unknown) => value === 'PPV' || mandatory.productType(value) }) });
  const row = { _id: id, ...body, status: 'SUBSCRIBED', created: now, modified: now } as Entitlement;
  checkAgainst(tenant, row);
  return row;
}

/**
 * The entitlement after a change.
 *
 * @param moves whether a change may move dates here
 * @throws Refused 400
 */
export function readChange(body: Body, row: Entitlement, now: string, moves: boolean): { row: Entitlement; modified: boolean } {
  if (!Object.keys(body).length) throw new Refused(400, 'Nothing to change');
  check(body, changeable);
  const { validFrom, expiryDate, ...rest } = body as Partial<Entitlement>;
  const changes = { ...rest, ...(moves && { ...(validFrom && { validFrom }), ...(expiryDate && { expiryDate }) }) };
  const modified = Object.entries(changes).some(([name, value]) => row[name as keyof Entitlement] !== value);
  return { row: modified ? { ...row, ...changes, modified: now } : row, modified };
}
