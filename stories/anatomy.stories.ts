import type { Meta } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { argTypes, gate, monthly, type GateArgs } from './gate.js';
import { shows } from './story.js';
import { partOf } from './visitor.js';
import { words } from './words.js';

const meta: Meta<GateArgs> = {
  title: 'cleeng-gate/Anatomy',
  component: 'cleeng-gate',
  args: { 'offer-id': monthly },
  argTypes,
  parameters: { docs: { story: { height: '37rem' } } },
};

export default meta;

const parts = ['prompt', 'heading', 'message', 'price', 'actions', 'login', 'buy', 'retry'];

/** A frame and a name on each part, drawn by the parts themselves: what is named here is what a page can reach. */
const named = (gate: TemplateResult): TemplateResult => html`
  <style>
    ${parts.map((part) => `
      cleeng-gate::part(${part}) { position: relative; outline: 1px dashed #a3277c; outline-offset: 2px; margin-block: 1.25rem; }
      cleeng-gate::part(${part})::before {
        content: '${part}'; position: absolute; inset: -1.25rem auto auto 0; padding: 0 0.375rem;
        background: #a3277c; color: #fff; font: 0.6875rem/1.25 ui-monospace, monospace; text-transform: none;
      }`).join('')}
  </style>
  ${gate}`;

/** The parts of a prompt. */
export const Parts = shows('signed-out', words['signed-out'], {
  render: (args) => named(gate(args)),
  play: async ({ canvasElement }) => { await partOf(canvasElement, 'price'); },
});

/** The parts when it could not be found out. */
export const PartsOfAFailure = shows('failed', words.failed, {
  render: (args) => named(gate(args)),
  play: async ({ canvasElement }) => { await partOf(canvasElement, 'retry'); },
});

/** Each custom property in a loud value of its own; change them in the controls. */
export const Properties = shows('signed-out', words['signed-out'], {
  args: {
    '--cleeng-accent': '#b3261e',
    '--cleeng-on-accent': '#fff7c2',
    '--cleeng-surface': '#dff3ff',
    '--cleeng-text': '#06305c',
    '--cleeng-muted': '#2e6b30',
    '--cleeng-border': '#8a3ffc',
    '--cleeng-radius': '2rem',
    '--cleeng-gap': '1.5rem',
    '--cleeng-font': 'ui-monospace, monospace',
  },
  render: (args) => gate(args),
  play: async ({ canvasElement }) => { await partOf(canvasElement, 'price'); },
});
