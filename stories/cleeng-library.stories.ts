import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import type { Filter } from '../src/elements/filter.js';
import { setScene, type Scene } from './scene.js';

interface Args {
  filter: Filter;
  cards: boolean;
}

const films = [
  ['The hour that went missing', 'S100000001_DE'],
  ['The Long Tide, a film', 'R100000006_DE'],
  ['What the chart leaves out', 'A100000007_DE S100000001_DE'],
  ['An evening with the light', 'E100000005_DE'],
] as const;

const meta: Meta<Args> = {
  title: 'cleeng-library',
  component: 'cleeng-library',
  args: { filter: 'all', cards: true },
  argTypes: { filter: { control: 'inline-radio', options: ['all', 'unlocked', 'locked'] } },
  render: ({ filter, cards }) => html`
    <cleeng-library filter=${filter}>
      ${cards ? html`<ul>${films.map(([title, offerIds]) => html`<li data-offer-id=${offerIds}><a href="#">${title}</a></li>`)}</ul>` : ''}
    </cleeng-library>`,
};

export default meta;

const shows = (scene: Scene, args: Partial<Args> = {}): StoryObj<Args> => ({ args, beforeEach: async () => setScene(scene) });

/** A subscriber's front page: two of four stories are open. */
export const Cards = shows({ customer: 'owner' });

/** The same, with the filter on what is unlocked. */
export const Unlocked = shows({ customer: 'owner' }, { filter: 'unlocked' });

/** The same, with the filter on what is locked. */
export const Locked = shows({ customer: 'owner' }, { filter: 'locked' });

/** The service has not answered yet: every card stays in sight under every filter. */
export const Checking = shows({ customer: 'owner', before: ({ fault }) => fault({ kind: 'hang' }) }, { filter: 'locked' });

/** Nobody is signed in, and the filter asks for what is theirs. */
export const SignedOut = shows({}, { filter: 'unlocked' });

/** A customer who owns nothing asks for what is unlocked. */
export const NoneUnlocked = shows({ customer: 'nobody' }, { filter: 'unlocked' });

/** Without cards: what the customer owns. */
export const Owned = shows({ customer: 'owner', before: ({ grant }) => { grant('owner', 'rental'); } }, { cards: false });

/** The last payment failed, and access still holds. */
export const OwnedInGrace = shows({ customer: 'grace' }, { cards: false });

/** Cancelled, and paid until its end. */
export const OwnedCancelled = shows({ customer: 'cancelled' }, { cards: false });

/** Bought in an app store, which manages it. */
export const OwnedInAppStore = shows({ customer: 'apple' }, { cards: false });

/** A customer who owns nothing. */
export const OwnedNothing = shows({ customer: 'nobody' }, { cards: false });

/** Nobody is there whose things could be listed. */
export const OwnedSignedOut = shows({}, { cards: false });

/** The list could not be loaded. */
export const OwnedFailed = shows({ customer: 'owner', before: ({ fault }) => fault({ kind: 'status', status: 500, endpoint: 'customer-offers' }) }, { cards: false });
