import type { en, Label } from './en.js';
import type { libraryEn } from './library.en.js';

type Keys = keyof typeof en | keyof typeof libraryEn;

/** Every text of the package in one language. A missing one does not compile. */
export type Labels = Readonly<Record<Keys, Label>>;
