import type { Meta } from '@storybook/web-components-vite';
import { html } from 'lit';
import { argTypes, gate, monthly, type GateArgs } from './gate.js';
import { asset, guarded, sealed, unanswered } from './guard.js';
import { simulator } from './scene.js';
import { shows } from './story.js';
import { gateOf, reads, until } from './visitor.js';

const preview = html`<p slot="preview">The harbour froze on a Tuesday, and by Thursday the first skaters had found the channel.</p>`;

const meta: Meta<GateArgs> = {
  title: 'cleeng-gate/Behind the guard',
  component: 'cleeng-gate',
  args: { 'offer-id': monthly },
  argTypes,
  render: (args) => gate(args, preview),
};

export default meta;

const secret = 'its lamps lit';
const owner = { customer: 'owner', configuration: guarded } as const;
const nobody = { customer: 'nobody', configuration: guarded } as const;

/** Waits until the reader of a gate sees what was not in the page. */
const reveals = async (canvas: HTMLElement): Promise<void> => {
  await reads(canvas, 'granted');
  await until('premium content', () => canvas.innerText.includes(secret));
  if ((await gateOf(canvas)).protection !== 'hard') throw new Error('The gate does not say that it is hard.');
};

/** Waits for a word, and makes sure that the page holds nothing of the content. */
const hides = async (canvas: HTMLElement, word: 'denied' | 'signed-out' | 'failed'): Promise<void> => {
  await reads(canvas, word);
  if (canvas.innerHTML.includes(secret)) throw new Error('Premium content is in the page.');
};

/** `src`: the guard asks Cleeng, and its answer is the article. There is nothing in the page to uncover. */
export const Guarded = shows('granted', owner, { args: { src: asset }, play: async ({ canvasElement }) => reveals(canvasElement) });

/** The same for a reader who has bought nothing: the guard says no, and no byte of the article has left it. */
export const GuardedDenied = shows('denied', nobody, { args: { src: asset }, play: async ({ canvasElement }) => hides(canvasElement, 'denied') });

/** Nobody is signed in: nothing is asked for, and nothing is loaded for it. */
export const GuardedSignedOut = shows('signed-out', { configuration: guarded }, { args: { src: asset }, play: async ({ canvasElement }) => hides(canvasElement, 'signed-out') });

/** The guard could not find out: the gate stays shut, asks for no money, and tries again. */
export const GuardedFailed = shows('failed', { ...owner, configuration: unanswered }, {
  args: { src: asset },
  play: async ({ canvasElement }) => hides(canvasElement, 'failed'),
});

/** `sealed-src`: the article is a closed file that any host may serve; the guard hands out its key. */
export const Sealed = shows('granted', owner, { args: { 'sealed-src': sealed }, play: async ({ canvasElement }) => reveals(canvasElement) });

/** The same file for a reader who has bought nothing: ciphertext, and no key. */
export const SealedDenied = shows('denied', nobody, { args: { 'sealed-src': sealed }, play: async ({ canvasElement }) => hides(canvasElement, 'denied') });

/** A refund is learnt of while the article is open: its content goes, and so does the key that was kept. */
export const Refunded = shows('denied', owner, {
  args: { 'sealed-src': sealed },
  play: async ({ canvasElement, step }) => {
    await step('The reader has it', async () => reveals(canvasElement));
    simulator.refund('owner', 'monthly');
    await step('Cleeng says no', async () => { await (await gateOf(canvasElement)).refresh(); });
    await step('It is gone', async () => hides(canvasElement, 'denied'));
  },
});
