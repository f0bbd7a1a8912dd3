import type { Meta } from '@storybook/web-components-vite';
import { argTypes, gate, monthly, template, type GateArgs } from './gate.js';
import { shows } from './story.js';
import { words } from './words.js';

const meta: Meta<GateArgs> = {
  title: 'cleeng-gate/In a template',
  component: 'cleeng-gate',
  args: { 'offer-id': monthly },
  argTypes,
  render: (args) => gate(args, template),
};

export default meta;

/** Nothing in the template is drawn, loaded or read out. */
export const Checking = shows('checking', words.checking);

/** Nobody is signed in: the template stays shut. */
export const SignedOut = shows('signed-out', words['signed-out']);

/** The service said no: the template stays shut. */
export const Denied = shows('denied', words.denied);

/** A purchase was reported; its content follows when the service knows of it. */
export const Confirming = shows('confirming', words.confirming);

/** The nodes of the template have been moved onto the page, where its styles and scripts see them. */
export const Granted = shows('granted', words.granted);

/** It could not be found out: the template stays shut, and nobody is asked to pay. */
export const Failed = shows('failed', words.failed);
