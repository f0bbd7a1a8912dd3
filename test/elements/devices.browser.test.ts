import { expect } from '@open-wc/testing';
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import type { CleengGate } from '../../src/elements/cleeng-gate.js';
import { driven } from './driven.js';
import { clear, createScene, offer } from './gate.js';

afterEach(clear);

const html = `<test-gate offer-id="${offer}"><p slot="preview"><a href="#more">More</a></p><template><p>Premium</p></template></test-gate>`;

/** Which requests of a gate were heard, none of which leaves the page. */
function hear(gate: CleengGate): string[] {
  const heard: string[] = [];
  for (const type of ['cleeng-login', 'cleeng-buy']) {
    gate.addEventListener(type, (event) => {
      event.preventDefault();
      heard.push(type);
    });
  }
  return heard;
}

describe('the devices of a reader', () => {
  driven('keyboard', 'Tab leads from the preview to log in and to buy, and Enter presses either', async () => {
    const scene = createScene({ customer: null });
    const gate = await scene.put(html);
    const heard = hear(gate);
    gate.querySelector('a')!.focus();
    for (const part of ['login', 'buy']) {
      await sendKeys({ press: 'Tab' });
      expect(gate.shadowRoot?.activeElement?.getAttribute('part')).to.equal(part);
      await sendKeys({ press: 'Enter' });
    }
    expect(heard).to.deep.equal(['cleeng-login', 'cleeng-buy']);
  });

  driven('media', 'a reader who wants less motion sees the sign of waiting turn slowly', async () => {
    const scene = createScene();
    const gate = await scene.put(html);
    scene.tab.dispatch('MSSDK:purchase-successful', {});
    await scene.drawn(gate);
    const pace = (): string => getComputedStyle(scene.part(gate, 'spinner')!).animationDuration;
    const usual = pace();
    await emulateMedia({ reducedMotion: 'reduce' });
    expect(parseFloat(pace())).to.be.greaterThan(parseFloat(usual));
    await emulateMedia({ reducedMotion: 'no-preference' });
  });

  driven('viewport', 'a prompt fits a screen of 320 pixels', async () => {
    const scene = createScene({ customer: null });
    const gate = await scene.put(html);
    await setViewport({ width: 320, height: 640 });
    const prompt = scene.part(gate, 'prompt')!;
    expect(document.documentElement.scrollWidth).to.be.at.most(320);
    expect(prompt.scrollWidth).to.be.at.most(prompt.clientWidth);
    await setViewport({ width: 800, height: 600 });
  });
});
