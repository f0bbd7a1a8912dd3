import { fileURLToPath } from 'node:url';
import { folder } from '../../src/server/content/folder.js';
import type { Guard, GuardOptions } from '../../src/server/index.js';
import type { TestClock } from '../clock.js';
import { monthly } from './library.js';

/** The films of the demo, behind one offer. */
export const films = {
  content: folder(fileURLToPath(new URL('../../demo/premium', import.meta.url))),
  assets: { 'films/**': [monthly] },
} satisfies Partial<GuardOptions>;

/** The reference that a text holds for a name, with whatever was written behind it. */
export const referenceTo = (text: string, name: string): string => new RegExp(`[^"\\s]*${name.replaceAll('.', '\\.')}[^"\\s]*`).exec(text)?.[0] ?? '';

/** Seconds from now until the grant in an address ends. */
export const lifeOf = (reference: string, clock: TestClock): number => Number(/grant=(\d{10})\./.exec(reference)?.[1]) - clock.now() / 1000;

/** Fetches what a reference in a document leads to, without a token. */
export const follow = async (guard: Guard, document: string, reference: string, init?: RequestInit): Promise<Response> =>
  guard(new Request(new URL(reference.replaceAll('&amp;', '&'), document), init));
