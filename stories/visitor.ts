/** What a visitor does in a story, and what they see then; in plain DOM, so that a story plays wherever it is drawn. */
import type { CleengGate } from '../src/elements/cleeng-gate.js';
import type { AccessWord } from '../src/stores/known.js';

/** How long a visitor waits for something to appear, in milliseconds; a limit for busy machines, never a pause. */
const patience = 60_000;

/** Looks again and again until there is something; throws an Error that names what was missed. */
export async function until<T>(what: string, look: () => T | null | undefined | false): Promise<T> {
  const end = performance.now() + patience;
  for (;;) {
    const found = look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`There was no ${what} within ${patience / 1000} s.`);
    await new Promise(requestAnimationFrame);
  }
}

/** The first gate of a story. */
export const gateOf = async (canvas: HTMLElement): Promise<CleengGate> => until('gate', () => canvas.querySelector('cleeng-gate'));

/** Waits until the first gate of a story has come to a word. */
export async function reads(canvas: HTMLElement, access: AccessWord): Promise<CleengGate> {
  const gate = await gateOf(canvas);
  return until(`gate that is ${access}`, () => gate.matches(`:state(${access})`) && gate);
}

/** A part of the first gate, once it is there. */
export async function partOf(canvas: HTMLElement, part: string): Promise<HTMLElement> {
  const gate = await gateOf(canvas);
  return until(`part "${part}"`, () => gate.shadowRoot?.querySelector<HTMLElement>(`[part~="${part}"]`));
}

/** Presses an action of the first gate, once it is there. */
export const press = async (canvas: HTMLElement, part: string): Promise<void> => (await partOf(canvas, part)).click();

/** Waits until a text is seen in the first gate's own panel. */
export async function hears(canvas: HTMLElement, text: string): Promise<void> {
  const gate = await gateOf(canvas);
  await until(`text "${text}"`, () => gate.shadowRoot?.textContent.includes(text));
}

/** Something in the dialog that covers the page, once it is there. */
export const inDialog = async <T extends HTMLElement>(selector: string): Promise<T> =>
  until(`${selector} in a dialog`, () => document.querySelector<T>(`dialog[open] ${selector}`));

/** Fills in the form of a hosted widget as a customer of the cast, and sends it. */
export async function chooses(customer: string): Promise<void> {
  const who = await inDialog<HTMLSelectElement>('select');
  who.value = customer;
  who.form?.requestSubmit();
}

/** Closes the dialog once it says this. */
export async function closes(text: string): Promise<void> {
  const dialog = await until(`dialog that says "${text}"`, () =>
    [...document.querySelectorAll('dialog')].find(({ textContent }) => textContent.includes(text)));
  dialog.querySelector('button')?.click();
}
