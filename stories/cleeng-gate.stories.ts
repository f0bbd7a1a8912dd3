import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { setScene, type Scene } from './scene.js';

interface Args {
  offerId: string;
}

const meta: Meta<Args> = {
  title: 'cleeng-gate',
  component: 'cleeng-gate',
  args: { offerId: 'S100000001_DE' },
  render: ({ offerId }) => html`
    <cleeng-gate offer-id=${offerId}>
      <p slot="preview">The harbour froze on a Tuesday, and by Thursday the first skaters had found the channel.</p>
      <p>Nobody had told them that a ferry was still to come. It came at dusk, with its lamps lit, very slowly.</p>
    </cleeng-gate>`,
};

export default meta;

/** A story is named for the access word that it shows. */
const shows = (scene: Scene): StoryObj<Args> => ({ beforeEach: async () => setScene(scene) });

/** The service has not answered yet: the preview, and after a while a quiet skeleton. */
export const Checking = shows({ customer: 'owner', before: ({ fault }) => fault({ kind: 'hang' }) });

/** Nobody is signed in: log in first, or buy. */
export const SignedOut = shows({});

/** The service said no: buy. */
export const Denied = shows({ customer: 'nobody' });

/** A purchase was reported, and the service has not caught up. */
export const Confirming = shows({
  customer: 'nobody',
  then: () => dispatchEvent(new CustomEvent('MSSDK:purchase-successful', { detail: { offerId: 'S100000001_DE' } })),
});

/** The service said yes. */
export const Granted = shows({ customer: 'owner' });

/** It could not be found out: try again, and no request to pay. */
export const Failed = shows({ customer: 'owner', before: ({ fault }) => fault({ kind: 'status', status: 500 }) });
