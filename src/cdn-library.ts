/**
 * The drop-in file of the library. It imports the gate's drop-in file from beside itself, which reads the
 * configuration and registers the gate, so that both share one store.
 */
import './cdn.js';
import { defineLibrary } from './elements/define-library.js';

export { CleengLibrary } from './elements/cleeng-library.js';
export { CleengLibraryChangeEvent } from './elements/library-change-event.js';

defineLibrary();
