import { expect } from '@open-wc/testing';
import type { CleengGate } from '../../src/elements/cleeng-gate.js';
import type { AccessWord } from '../../src/stores/known.js';
import { dressPage } from '../../stories/page.js';
import { reads } from '../../stories/visitor.js';
import { everyStory } from './story.js';

const words: AccessWord[] = ['checking', 'signed-out', 'denied', 'confirming', 'granted', 'failed'];
const stories = await everyStory();

/** Axe judges colours, so it must see those that the story is meant to have. */
const dressed = async (canvas: HTMLElement): Promise<unknown> =>
  Promise.all([...canvas.querySelectorAll('link')].filter(({ sheet }) => !sheet).map(async (link) =>
    new Promise((resolve, reject) => { link.onload = resolve; link.onerror = reject; })));

describe('the stories', () => {
  for (const title of ['cleeng-gate', 'cleeng-gate/In a template']) {
    it(`tell of each access word: ${title}`, () => {
      const told = stories.filter((story) => story.title.startsWith(`${title} / `)).map(({ access }) => access);
      expect(told).to.have.members(words);
    });
  }

  for (const { title, access, tell } of stories) {
    it(`end as they say, for everybody: ${title}`, async () => {
      const { canvas, end } = await tell();
      try {
        if (access) expect((await reads(canvas, access)).access).to.equal(access);
        await dressed(canvas);
        for (const gate of canvas.querySelectorAll<CleengGate>('cleeng-gate')) await gate.updateComplete;
        for (const scheme of ['light', 'dark']) {
          const undress = dressPage({ scheme, direction: 'ltr' });
          await expect(canvas).to.be.accessible();
          undress();
        }
      } finally {
        end();
      }
    });
  }
});
