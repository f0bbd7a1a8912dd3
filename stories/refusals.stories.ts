import type { Meta } from '@storybook/web-components-vite';
import { simulator } from './scene.js';
import { argTypes, gate, monthly, type GateArgs } from './gate.js';
import { shows } from './story.js';
import { hears, partOf } from './visitor.js';

const { offers } = simulator;

const meta: Meta<GateArgs> = {
  title: 'cleeng-gate/Not for sale',
  component: 'cleeng-gate',
  args: { 'offer-id': monthly },
  argTypes,
  render: (args) => gate(args),
};

export default meta;

/** Not sold in the reader's country: it says so, and asks for no money. */
export const BlockedCountry = shows('denied', { customer: 'nobody' }, {
  args: { 'offer-id': offers.blocked.id },
  play: async ({ canvasElement }) => hears(canvasElement, 'Not available where you are'),
});

/** Switched off in the dashboard. */
export const InactiveOffer = shows('denied', { customer: 'nobody' }, {
  args: { 'offer-id': offers.inactive.id },
  play: async ({ canvasElement }) => hears(canvasElement, 'Not on sale'),
});

/** An id that the service does not know. */
export const UnknownOffer = shows('denied', { customer: 'nobody' }, {
  args: { 'offer-id': 'S999999999_DE' },
  play: async ({ canvasElement }) => hears(canvasElement, 'This offer does not exist any more.'),
});

/** The account is in use on as many devices as it allows; buying again would not help. */
export const TooManyDevices = shows('denied', {
  customer: 'owner', before: ({ fault }) => fault({ kind: 'status', status: 403, endpoint: 'entitlements', message: 'Too many devices' }),
}, {
  play: async ({ canvasElement }) => hears(canvasElement, 'Too many devices'),
});

/** Nobody is signed in, and nothing is sold here: who has bought it elsewhere can still log in. */
export const BlockedAndSignedOut = shows('signed-out', {}, {
  args: { 'offer-id': offers.blocked.id },
  play: async ({ canvasElement }) => { await partOf(canvasElement, 'login'); },
});
