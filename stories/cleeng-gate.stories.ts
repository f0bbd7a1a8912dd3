import type { Meta } from '@storybook/web-components-vite';
import { argTypes, gate, monthly, type GateArgs } from './gate.js';
import { shows } from './story.js';
import { words } from './words.js';

const meta: Meta<GateArgs> = {
  title: 'cleeng-gate',
  component: 'cleeng-gate',
  args: { 'offer-id': monthly },
  argTypes,
  render: (args) => gate(args),
};

export default meta;

/** The service has not answered yet: the preview, and after a while a quiet skeleton. */
export const Checking = shows('checking', words.checking);

/** Nobody is signed in: log in first, or buy. */
export const SignedOut = shows('signed-out', words['signed-out']);

/** The service said no: buy. */
export const Denied = shows('denied', words.denied);

/** A purchase was reported, and the service has not caught up. */
export const Confirming = shows('confirming', words.confirming);

/** The service said yes. */
export const Granted = shows('granted', words.granted);

/** It could not be found out: try again, and no request to pay. */
export const Failed = shows('failed', words.failed);
