import type { Meta } from '@storybook/web-components-vite';
import { simulator } from './scene.js';
import { argTypes, gate, monthly, type GateArgs } from './gate.js';
import { shows } from './story.js';
import { press, reads } from './visitor.js';

const meta: Meta<GateArgs> = {
  title: 'cleeng-gate/Slow and failing services',
  component: 'cleeng-gate',
  args: { 'offer-id': monthly },
  argTypes,
  render: (args) => gate(args),
};

export default meta;

/** Three seconds: the preview, a quiet skeleton, then the content. Nobody who has paid is shown a prompt meanwhile. */
export const Slow = shows('granted', { customer: 'owner', before: ({ fault }) => fault({ kind: 'latency', ms: 3000 }) });

/** The reader is offline, or something blocks the request. */
export const Offline = shows('failed', { customer: 'owner', before: ({ fault }) => fault({ kind: 'reset' }) });

/** A proxy answers with a page of its own. */
export const Malformed = shows('failed', { customer: 'owner', before: ({ fault }) => fault({ kind: 'html' }) });

/** The service breaks, the reader waits and tries again, the service is back. */
export const TriedAgain = shows('granted', { customer: 'owner', before: ({ fault }) => fault({ kind: 'status', status: 500 }) }, {
  play: async ({ canvasElement, step }) => {
    await step('The check fails', async () => { await reads(canvasElement, 'failed'); });
    simulator.mend();
    await step('The reader tries again', async () => press(canvasElement, 'retry'));
    await step('The content is there', async () => { await reads(canvasElement, 'granted'); });
  },
});

/** `on-failure="keep"`, the default: a grant of the last 24 hours stands in while there is no answer. */
export const KeptGrant = shows('granted', { customer: 'owner' }, {
  play: async ({ canvasElement, step }) => {
    const shown = await reads(canvasElement, 'granted');
    simulator.fault({ kind: 'reset' });
    await step('The connection breaks, and the gate asks again', async () => { await shown.refresh(); });
    await step('The content stays', async () => { await reads(canvasElement, 'granted'); });
  },
});

/** `on-failure="lock"`: nothing stands in; the next check that fails closes the gate. */
export const Locked = shows('failed', { customer: 'owner', before: ({ fault }) => fault({ kind: 'reset' }) }, {
  args: { 'on-failure': 'lock' },
});

/** `on-failure="open"`: an outage gives the content away, while the gate stays `failed`. */
export const Opened = shows('failed', { customer: 'owner', before: ({ fault }) => fault({ kind: 'status', status: 503 }) }, {
  args: { 'on-failure': 'open' },
});

/** The offer id cannot be one: the console says what to write, and no retry is offered. */
export const Misconfigured = shows('failed', { customer: 'owner' }, { args: { 'offer-id': 'not an id!' } });
