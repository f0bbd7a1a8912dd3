import type { Meta } from '@storybook/web-components-vite';
import { simulator } from './scene.js';
import { argTypes, gate, type GateArgs } from './gate.js';
import { shows, type GateStory } from './story.js';
import { hears } from './visitor.js';

const { offers } = simulator;

const meta: Meta<GateArgs> = {
  title: 'cleeng-gate/Offers',
  component: 'cleeng-gate',
  args: { 'offer-id': offers.monthly.id },
  argTypes,
  render: (args) => gate(args),
};

export default meta;

/** A reader who has no access, before one offer or several; the prompt says these words of it. */
const sells = (names: readonly (keyof typeof offers)[], words: string, customer: 'nobody' | 'grace' | 'abroad' = 'nobody'): GateStory =>
  shows('denied', { customer }, {
    args: { 'offer-id': names.map((name) => offers[name].id).join(' ') },
    play: async ({ canvasElement }) => hears(canvasElement, words),
  });

/** A subscription with free days, promised only to a customer who may still have them. */
export const Trial = sells(['monthly'], '14 days free');

/** A subscription by the year. */
export const Yearly = sells(['yearly'], '/ year');

/** The price in the customer's own currency. */
export const InDollars = sells(['monthlyUS'], '$', 'abroad');

/** A film to rent: its price, and for how long. */
export const Rental = sells(['rental'], 'for 48 hours');

/** A season, whose length nobody can tell in days. */
export const Season = sells(['season'], 'for the season');

/** A pass with a fixed end. */
export const PassWithEnd = sells(['festival'], 'until August 31, 2030');

/** A single article. */
export const SingleArticle = sells(['article'], 'A single article');

/** What costs nothing is called free. */
export const Free = sells(['free'], 'Free');

/** Several offers open one gate: the reader chooses among them. */
export const Choice = sells(['monthly', 'yearly', 'dayPass'], 'Choose what suits you');

/** One of several is not sold here; it is left out of the choice. */
export const ChoiceWithoutTheUnsaleable = sells(['yearly', 'blocked', 'dayPass'], 'Day pass');

/** The offer could not be loaded: the prompt still has its actions. */
export const WithoutPrice = shows('denied', {
  customer: 'nobody', before: ({ fault }) => fault({ kind: 'status', status: 500, endpoint: 'offers' }),
});
