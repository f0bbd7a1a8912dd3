import { map } from '../mapping.js';

/** What is sold, and what it opens: two plans of one thing, and an evening that no list shows. */
export const cinema = ['S100000001_DE', 'S100000002_DE'];
export const talk = ['E100000005_DE'];

export const mapping = map(
  { offers: cinema, sink: 'motto', target: 'cinema', row: { concurrencyLimit: 3 } },
  { offers: talk, sink: 'motto', target: 'festival', row: { concurrencyLimit: 1 } },
  { offers: cinema, sink: 'rmg', target: 'premium', row: { isArchivable: true } },
  { offers: talk, sink: 'rmg', target: 'evening', row: { isArchivable: true } },
);
