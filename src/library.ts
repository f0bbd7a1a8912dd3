/** Registers `<cleeng-library>`. */
import { defineLibrary } from './elements/define-library.js';

export { CleengLibrary } from './elements/cleeng-library.js';
export { CleengLibraryChangeEvent } from './elements/library-change-event.js';
export type { Filter } from './elements/filter.js';
export type { Tally } from './elements/cards.js';

defineLibrary();
