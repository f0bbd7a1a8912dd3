/* eslint-disable lit/no-legacy-template-syntax -- on-failure is an attribute, not a listener of old */
import type { ArgTypes } from '@storybook/web-components-vite';
import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';

/** The attributes of a gate, and its custom properties, under the names that they have on a page. */
export interface GateArgs {
  'offer-id': string;
  'src'?: string;
  'sealed-src'?: string;
  'loading'?: 'eager' | 'lazy';
  'on-failure'?: 'keep' | 'lock' | 'open';
  'checkout-url'?: string;
  'login-url'?: string;
  'heading'?: string;
  'message'?: string;
  'preview-as'?: string;
  [property: `--cleeng-${string}`]: string | undefined;
}

/** The offer that the customer `owner` has and `nobody` has not. */
export const monthly = 'S100000001_DE';

const choice = (...options: string[]) => ({ control: { type: 'select' }, options: [undefined, ...options] }) as const;
const text = { control: 'text' } as const;
const color = { control: 'color' } as const;
const output = { control: false } as const;

/** Controls for all that a page may say to a gate; what a gate concludes has none. */
export const argTypes = {
  'offer-id': text,
  'src': text,
  'sealed-src': text,
  'loading': choice('eager', 'lazy'),
  'on-failure': choice('keep', 'lock', 'open'),
  'checkout-url': text,
  'login-url': text,
  'heading': text,
  'message': text,
  'preview-as': choice('checking', 'signed-out', 'denied', 'confirming', 'granted', 'failed'),
  '--cleeng-accent': color,
  '--cleeng-on-accent': color,
  '--cleeng-surface': color,
  '--cleeng-text': color,
  '--cleeng-muted': color,
  '--cleeng-border': color,
  '--cleeng-radius': text,
  '--cleeng-gap': text,
  '--cleeng-font': text,
  'access': output,
  'reason': output,
  'protection': output,
} satisfies Partial<ArgTypes>;

const looks = (args: GateArgs): Record<string, string> =>
  Object.fromEntries(Object.entries(args).filter(([name, value]) => name.startsWith('--') && value));

/** A gate with every attribute that the story was given, around what it protects. */
export function gate(args: GateArgs, content: TemplateResult = children): TemplateResult {
  const style = looks(args);
  return html`
    <cleeng-gate
      offer-id=${args['offer-id']} src=${args.src ?? nothing} sealed-src=${args['sealed-src'] ?? nothing} loading=${args.loading ?? nothing} on-failure=${args['on-failure'] ?? nothing}
      checkout-url=${args['checkout-url'] ?? nothing} login-url=${args['login-url'] ?? nothing}
      heading=${args.heading ?? nothing} message=${args.message ?? nothing} preview-as=${args['preview-as'] ?? nothing}
      style=${Object.keys(style).length ? styleMap(style) : nothing}>${content}</cleeng-gate>`;
}

/** Premium content as children. */
export const children = html`
  <p slot="preview">The harbour froze on a Tuesday, and by Thursday the first skaters had found the channel.</p>
  <p>Nobody had told them that a ferry was still to come. It came at dusk, with its lamps lit, very slowly.</p>`;

/** Premium content that is inert until it is granted. */
export const template = html`
  <p slot="preview">The harbour froze on a Tuesday, and by Thursday the first skaters had found the channel.</p>
  <template><p>Nobody had told them that a ferry was still to come. It came at dusk, with its lamps lit, very slowly.</p></template>`;
