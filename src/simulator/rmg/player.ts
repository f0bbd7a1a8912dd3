import type { Account, Device, Product, Tenant } from './catalogue.js';
import type { Entitlement, Rows } from './rows.js';

/** Who has signed on, and on what. */
export interface Viewer {
  readonly account: Account;
  readonly device: Device | undefined;
}

/** Whether it stands open at a moment: subscribed, begun, not over, and not watched to the end of its rental. */
export function isOpen({ status, validFrom, expiryDate, validityType, firstView }: Entitlement, product: Product | undefined, now: number): boolean {
  if (status !== 'SUBSCRIBED' || now < Date.parse(validFrom) || now >= Date.parse(expiryDate)) return false;
  const from = validityType === 'RELATIVE' ? firstView : validFrom;
  return product?.rentalDuration === undefined || from === undefined || now < Date.parse(from) + product.rentalDuration * 1000;
}

const fits = ({ deviceId, playoutDeviceClass }: Entitlement, product: Product, device: Device | undefined): boolean =>
  (deviceId === undefined || deviceId === device?.id) && (!product.deviceSpecific || (playoutDeviceClass !== undefined && playoutDeviceClass === device?.class));

const holds = ({ sharedProductContentId }: Entitlement, { contents = [], shared }: Product, content: string): boolean =>
  contents.includes(content) && (!shared || sharedProductContentId === content);

/** What of a viewer's entitlements can be used now. */
export const openRows = ({ account, device }: Viewer, { products }: Tenant, rows: Rows, now: number, onDevice = true): Entitlement[] =>
  rows.active().filter((row) => {
    const product = products.get(row.productId);
    return row.accountId === account.id && product !== undefined && isOpen(row, product, now) && (!onDevice || fits(row, product, device));
  });

/**
 * Whether a viewer may watch a content now. The first time under `RELATIVE` is the first view, from which the rental
 * counts.
 */
export function authorise(viewer: Viewer, content: string, tenant: Tenant, rows: Rows, now: number): Entitlement | undefined {
  const row = openRows(viewer, tenant, rows, now).find((one) => holds(one, tenant.products.get(one.productId)!, content));
  if (!row || row.validityType === 'ABSOLUTE' || row.firstView !== undefined) return row;
  const seen = { ...row, firstView: new Date(now).toISOString() };
  rows.put(seen);
  return seen;
}
