import type { Meta } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { argTypes, children, gate, monthly, type GateArgs } from './gate.js';
import { shows } from './story.js';
import { words } from './words.js';

const meta: Meta<GateArgs> = {
  title: 'cleeng-gate/Words of your own',
  component: 'cleeng-gate',
  args: { 'offer-id': monthly },
  argTypes,
  render: (args) => gate(args),
};

export default meta;

const holding = (piece: TemplateResult) => ({ render: (args: GateArgs) => gate(args, html`${children}${piece}`) });

/** The attributes `heading` and `message` replace two texts, as plain text. */
export const ByAttribute = shows('denied', words.denied, {
  args: { heading: 'The rest of this story is for members', message: 'Membership pays for the reporting.' },
});

/** The slot `heading` takes markup. Keep it a heading, at the level that your page needs. */
export const Heading = shows('denied', words.denied, holding(html`<h3 slot="heading">The rest is for <em>members</em></h3>`));

/** The slot `message`. */
export const Message = shows('denied', words.denied, holding(html`
  <p slot="message">Eleven reporters, no shareholders. <a href="#why">Why we ask for money</a></p>`));

/** The slot `actions`: links and buttons of your own, instead of the built-in ones. */
export const Actions = shows('denied', words.denied, holding(html`
  <p slot="actions"><a href="#month">By the month</a> or <a href="#gift">as a gift</a></p>`));

/**
 * The slot `prompt` replaces all of it. It is the one piece that is also seen when the script is blocked,
 * so let it begin with log in.
 */
export const WholePrompt = shows('signed-out', words['signed-out'], holding(html`
  <aside slot="prompt" aria-label="Membership">
    <h2>Good morning</h2>
    <p><a href="#login">Log in</a> if you are a member, or <a href="#join">become one</a>.</p>
  </aside>`));

/** The slot `checking`, shown from the first moment on. Keep it calm: most readers see it for a blink. */
export const WhileChecking = shows('checking', words.checking, holding(html`<p slot="checking">One moment …</p>`));

/** The slot `confirming`. Say that the purchase is safe. */
export const WhileConfirming = shows('confirming', words.confirming, holding(html`
  <p slot="confirming" role="status">Thank you. Your membership starts within a minute; nothing more to do.</p>`));

/** The slot `failed`. Never ask for money here: the reader may have paid. */
export const OnFailure = shows('failed', words.failed, holding(html`
  <p slot="failed">Our till is out of order. You have lost nothing; <a href="#status">see what we are doing about it</a>.</p>`));
