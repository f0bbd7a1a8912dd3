import type { Right } from '../../../src/bridge/sink.js';

/** Noon UTC of 21 November 2026, at which the test clocks stand, in unix seconds. */
export const noon = Date.UTC(2026, 10, 21, 12) / 1000;

/** A right as the bridge would assert it. */
export const aRight = (more: Partial<Right> = {}): Right => ({
  key: '123456789|sandbox|702813501|motto|cinema|', generation: 0, customerId: '702813501', account: '702813501', target: 'cinema', row: {},
  validFrom: noon - 86_400, validUntil: noon + 172_800, offerId: 'S100000001_DE', transactionId: 'T555555', subscriptionId: '280000001',
  transactionDate: noon - 3600, country: 'DE', ...more,
});
