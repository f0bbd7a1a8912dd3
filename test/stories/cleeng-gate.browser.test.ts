import { expect, fixture, oneEvent } from '@open-wc/testing';
import type { TemplateResult } from 'lit';
import type { AccessWord } from '../../src/stores/known.js';
import meta, * as named from '../../stories/cleeng-gate.stories.js';

type Story = { beforeEach: () => Promise<void> };
const { default: _, ...stories } = named as unknown as Record<string, Story>;
const render = meta.render as unknown as (args: unknown) => TemplateResult;

const words: AccessWord[] = ['checking', 'signed-out', 'denied', 'confirming', 'granted', 'failed'];
const nameOf = (word: string): string => word.replace(/(^|-)(.)/g, (_match, _dash, letter: string) => letter.toUpperCase());

describe('the stories', () => {
  it('are named for the access words, one each', () => {
    expect(Object.keys(stories).sort()).to.deep.equal(words.map(nameOf).sort());
  });

  for (const word of words) {
    it(`show a gate that is ${word}`, async () => {
      await stories[nameOf(word)]?.beforeEach();
      const gate = await fixture<HTMLElement>(render(meta.args));
      if (!gate.matches(`:state(${word})`)) await oneEvent(gate, 'cleeng-access-change');
      expect(gate.matches(`:state(${word})`)).to.equal(true);
      await expect(gate).to.be.accessible();
    });
  }
});
