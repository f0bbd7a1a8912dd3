/** Registers `<cleeng-library>`. */
import { defineLibrary } from './elements/define-library.js';
import { page } from './stores/page.js';

export { CleengLibrary } from './elements/cleeng-library.js';
export { CleengLibraryChangeEvent } from './elements/library-change-event.js';
export type { Tally } from './elements/cards.js';
export type { Filter } from './elements/filter.js';

page.hearPurchases();
defineLibrary();
