import type { en, Label } from './en.js';
import type { libraryEn, ownedEn } from './library.en.js';

type Keys = keyof typeof en | keyof typeof libraryEn | keyof typeof ownedEn;

/** Every text of the package in one language. A missing one does not compile. */
export type Labels = Readonly<Record<Keys, Label>>;
