import type { Meta } from '@storybook/web-components-vite';
import { html } from 'lit';
import { showExplanation } from '../src/elements/explain.js';
import { storyStores } from './scene.js';
import { argTypes, gate, monthly, type GateArgs } from './gate.js';
import { shows } from './story.js';
import { hears, reads } from './visitor.js';
import { words } from './words.js';

const meta: Meta<GateArgs> = {
  title: 'cleeng-gate/For authors',
  component: 'cleeng-gate',
  args: { 'offer-id': monthly },
  argTypes,
  render: (args) => gate(args),
};

export default meta;

/** `preview-as` shows one word without asking anybody; remove it before you publish. */
export const PreviewAs = shows(undefined, words.granted, {
  args: { 'preview-as': 'denied' },
  play: async ({ canvasElement }) => hears(canvasElement, 'This is for subscribers'),
});

/** All six words at once, for a style guide. */
export const EveryWord = shows(undefined, words.granted, {
  render: (args) => html`${Object.keys(words).map((word) => html`
    <h2>${word}</h2>
    ${gate({ ...args, 'preview-as': word })}`)}`,
});

/** `explain()`, or `?cleeng-debug` in the address, says why a gate is locked. No secret is in the panel. */
export const WhyIsThisLocked = shows('denied', words.denied, {
  play: async ({ canvasElement }) => {
    await reads(canvasElement, 'denied');
    showExplanation(storyStores(), canvasElement.querySelector('cleeng-gate') ?? undefined);
  },
});
