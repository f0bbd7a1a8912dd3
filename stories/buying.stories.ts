import type { Meta } from '@storybook/web-components-vite';
import { logIn, simulator } from './scene.js';
import { argTypes, gate, monthly, template, type GateArgs } from './gate.js';
import { shows } from './story.js';
import { chooses, closes, inDialog, press, reads } from './visitor.js';

const meta: Meta<GateArgs> = {
  title: 'cleeng-gate/Buying',
  component: 'cleeng-gate',
  args: { 'offer-id': monthly },
  argTypes,
  render: (args) => gate(args, template),
};

export default meta;

const withWidgets = { widgets: true, configuration: { checkout: 'widget', loginUrl: '', checkoutUrl: '' } } as const;

/** `checkout: 'widget'`: log in opens Cleeng's hosted login in a dialog. Here a stand-in plays its part. */
export const LoginDialog = shows('signed-out', withWidgets, {
  play: async ({ canvasElement }) => {
    await reads(canvasElement, 'signed-out');
    await press(canvasElement, 'login');
    await inDialog('form');
  },
});

/** The same for the checkout. */
export const CheckoutDialog = shows('signed-out', withWidgets, {
  play: async ({ canvasElement }) => {
    await reads(canvasElement, 'signed-out');
    await press(canvasElement, 'buy');
    await inDialog('form');
  },
});

/** From signed out to bought, all in dialogs: the reader logs in, has no access yet, buys, and reads. */
export const FromSignedOutToBought = shows('granted', withWidgets, {
  play: async ({ canvasElement, step }) => {
    await step('Nobody is signed in', async () => { await reads(canvasElement, 'signed-out'); });
    await step('Log in as somebody who has bought nothing', async () => {
      await press(canvasElement, 'login');
      await chooses('nobody');
    });
    await step('The service says no', async () => { await reads(canvasElement, 'denied'); });
    await step('Buy', async () => {
      await press(canvasElement, 'buy');
      await chooses('nobody');
    });
    await step('Close the dialog', async () => closes('Thank you'));
    await step('The service says yes', async () => { await reads(canvasElement, 'granted'); });
  },
});

/** The same with pages of your own: a login of yours, a purchase event of the MediaStore SDK, a list that lags behind. */
export const WithPagesOfYourOwn = shows('granted', { before: ({ lag }) => { lag({ entitlements: 1500 }); } }, {
  play: async ({ canvasElement, step }) => {
    await reads(canvasElement, 'signed-out');
    await step('Your login hands over a token', async () => {
      await logIn('nobody');
      await reads(canvasElement, 'denied');
    });
    await step('The checkout reports a purchase', async () => {
      simulator.grant('nobody', 'monthly');
      dispatchEvent(new CustomEvent('MSSDK:purchase-successful', { detail: { offerId: monthly } }));
      await reads(canvasElement, 'confirming');
    });
    await step('The service has caught up', async () => { await reads(canvasElement, 'granted'); });
  },
});
