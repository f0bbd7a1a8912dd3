import type { Meta } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { simulator } from './scene.js';
import { argTypes, gate, monthly, type GateArgs } from './gate.js';
import { shows } from './story.js';
import { partOf, until } from './visitor.js';
import { words } from './words.js';

const meta: Meta<GateArgs> = {
  title: 'cleeng-gate/Narrow and large',
  component: 'cleeng-gate',
  args: { 'offer-id': monthly },
  argTypes,
};

export default meta;

const { monthly: month, yearly, festival } = simulator.offers;
const several = { 'offer-id': [month, yearly, festival].map(({ id }) => id).join(' ') };

/** Nothing may stick out of the place that the gate was given. */
const fits = async ({ canvasElement }: { canvasElement: HTMLElement }): Promise<void> => {
  const prompt = await partOf(canvasElement, 'prompt');
  await until('prompt that fits its place', () => prompt.scrollWidth <= prompt.clientWidth);
};

const narrow = (gate: TemplateResult, lang = 'en') => html`<div lang=${lang} style="max-width: 18rem">${gate}</div>`;
const large = (gate: TemplateResult, lang = 'en') => html`<div lang=${lang} style="font-size: 200%">${gate}</div>`;

/** A phone of 320 px. */
export const Narrow = shows('signed-out', {}, { render: (args) => narrow(gate(args)), play: fits });

/** A choice on a phone of 320 px. */
export const NarrowChoice = shows('signed-out', {}, { args: several, render: (args) => narrow(gate(args)), play: fits });

/** Long words on a phone of 320 px. */
export const NarrowGerman = shows('signed-out', {}, { args: several, render: (args) => narrow(gate(args), 'de'), play: fits });

/** An outage on a phone of 320 px. */
export const NarrowFailure = shows('failed', words.failed, { render: (args) => narrow(gate(args)), play: fits });

/** Text at twice its size. */
export const LargeText = shows('signed-out', {}, { render: (args) => large(gate(args)), play: fits });

/** A choice at twice its size, with long words. */
export const LargeChoice = shows('signed-out', {}, { args: several, render: (args) => large(gate(args), 'de'), play: fits });

/** Both: text at twice its size on a phone of 320 px. */
export const NarrowAndLarge = shows('signed-out', {}, { args: several, render: (args) => narrow(large(gate(args))), play: fits });
