import type { Mapping, MappingRow } from '../../src/bridge/mapping.js';

export const monthly = 'S100000001_DE';
export const yearly = 'S100000002_DE';
export const dayPass = 'P100000004_DE';
export const event = 'E100000005_DE';

/** Rows as the operator would have written them. */
export const map = (...rows: (Pick<MappingRow, 'offers' | 'sink' | 'target'> & Partial<MappingRow>)[]): Mapping => {
  const offers = [...new Set(rows.flatMap((row) => row.offers))];
  return { rows: rows.map((row) => ({ row: {}, ...row })), offers, unlisted: offers.filter((offer) => !/^[SP]/.test(offer)) };
};
