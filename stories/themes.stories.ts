import type { Meta } from '@storybook/web-components-vite';
import { html } from 'lit';
import { simulator } from './scene.js';
import { argTypes, gate, monthly, type GateArgs } from './gate.js';
import { shows, type GateStory } from './story.js';
import { partOf, until } from './visitor.js';
import { words } from './words.js';

const meta: Meta<GateArgs> = {
  title: 'cleeng-gate/Themes',
  component: 'cleeng-gate',
  args: { 'offer-id': monthly },
  argTypes,
  parameters: { docs: { story: { height: '46rem' } } },
};

export default meta;

const { monthly: month, yearly, dayPass } = simulator.offers;
const several = { 'offer-id': [month, yearly, dayPass].map(({ id }) => id).join(' ') };

/** A page with a theme: a prompt, and a choice below it. The style sheet touches custom properties and parts alone. */
const theme = (address: URL): GateStory => shows('signed-out', words['signed-out'], {
  render: (args) => html`<link rel="stylesheet" href=${address.href}>${gate(args)}${gate({ ...args, ...several })}`,
  play: async ({ canvasElement }) => {
    await until('style sheet', () => canvasElement.querySelector('link')?.sheet);
    await partOf(canvasElement, 'login');
  },
});

/** A quiet newspaper: no box, a rule above and below. */
export const Newspaper = theme(new URL('./themes/newspaper.css', import.meta.url));

/** A streaming service: dark whatever the system says. */
export const Streaming = theme(new URL('./themes/streaming.css', import.meta.url));

/** Sports: flat colour and heavy capitals. */
export const Sports = theme(new URL('./themes/sports.css', import.meta.url));

/** High contrast: seven to one or better. */
export const HighContrast = theme(new URL('./themes/contrast.css', import.meta.url));

/** The host's own fonts, inherited from the page. */
export const HouseFonts = theme(new URL('./themes/house-fonts.css', import.meta.url));
