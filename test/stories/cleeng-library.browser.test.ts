import { expect, fixture, waitUntil } from '@open-wc/testing';
import type { TemplateResult } from 'lit';
import type { CleengLibrary } from '../../src/elements/cleeng-library.js';
import meta, * as stories from '../../stories/cleeng-library.stories.js';

interface Story { beforeEach: () => Promise<void>; args: object }
const render = meta.render as unknown as (args: unknown) => TemplateResult;
const normal = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** What each story shows in the end: the library's own words, and the cards in sight. */
const shows: Record<Exclude<keyof typeof stories, 'default'>, [own: RegExp, cards: string]> = {
  Cards: [/4 titles shown$/, 'granted denied granted denied'],
  Unlocked: [/2 titles shown$/, 'granted granted'],
  Locked: [/2 titles shown$/, 'denied denied'],
  Checking: [/4 titles shown · 4 still being checked/, 'checking checking checking checking'],
  SignedOut: [/Log in to see what is yours/, ''],
  NoneUnlocked: [/Nothing is unlocked yet/, ''],
  Owned: [/Digital, monthly Active · Renews on .* The Long Tide, a film Active/, ''],
  OwnedInGrace: [/Payment failed: update your card Manage your account/, ''],
  OwnedCancelled: [/Cancelled · Ends on/, ''],
  OwnedInAppStore: [/Managed in App Store/, ''],
  OwnedNothing: [/Nothing here yet/, ''],
  OwnedSignedOut: [/Log in to see what is yours/, ''],
  OwnedFailed: [/could not be loaded/, ''],
};

describe('the stories of the library', () => {
  for (const [name, [own, cards]] of Object.entries(shows)) {
    it(`show ${name}, and pass axe`, async () => {
      const story = stories[name as keyof typeof shows] as unknown as Story;
      await story.beforeEach();
      const library = await fixture<CleengLibrary>(render({ ...meta.args, ...story.args }));
      const words = (): string => [...library.querySelectorAll<HTMLElement>('[data-offer-id]')].filter((card) => card.checkVisibility()).map(({ dataset }) => dataset.access).join(' ');
      const text = (): string => normal([...library.shadowRoot!.children].map((element) => (element as HTMLElement).innerText).join(' '));
      await waitUntil(() => own.test(text()) && words() === cards, `${name} shows something else`, { timeout: 60_000 });
      await expect(library).to.be.accessible();
    });
  }
});
