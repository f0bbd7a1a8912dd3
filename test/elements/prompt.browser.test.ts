import { expect, oneEvent } from '@open-wc/testing';
import { clear, createScene, offer, until } from './gate.js';
import { article, ways } from './ways.js';

describe('the prompt of <cleeng-gate>', () => {
  afterEach(clear);

  it('asks for money only when signed-out or denied', async () => {
    for (const word of ['checking', 'confirming', 'granted', 'failed'] as const) {
      const [scene, gate] = await ways[word]();
      expect(scene.part(gate, 'buy'), word).to.equal(null);
      clear();
    }
  });

  it('signed-out puts log in first and offers buy', async () => {
    const [scene, gate] = await ways['signed-out']();
    const actions = [...scene.part(gate, 'actions')!.children].map((action) => action.getAttribute('part'));
    expect(actions).to.deep.equal(['login', 'buy']);
  });

  it('buy dispatches a cancelable event and remembers the checkout', async () => {
    const [scene, gate] = await ways.denied();
    gate.addEventListener('cleeng-buy', (event) => { event.preventDefault(); });
    setTimeout(() => { scene.part(gate, 'buy')!.click(); });
    const event = await oneEvent<HTMLElementEventMap['cleeng-buy']>(gate, 'cleeng-buy');
    expect(new URL(event.checkoutUrl!).pathname).to.equal(`/checkout/${offer}`);
    expect(scene.tab.session.getItem('cleeng-gate:checkout')).to.contain(offer);
  });

  it('shows title, price and period of the offer, and a trial only to a customer who may have it', async () => {
    const [scene, gate] = await ways.denied();
    await scene.drawn(gate);
    expect(scene.part(gate, 'price')!.textContent).to.match(/All of it.*€9\.99 \/ month/);
    clear();
    const personal = createScene();
    personal.tab.local.setItem('123456789_CLEENG_CUSTOMER_EMAIL', 'a@example.com');
    const other = await personal.put(article);
    await personal.drawn(other);
    expect(personal.part(other, 'price')!.textContent).to.match(/14 days free, then €7\.99/);
  });

  it('explains a refusal that payment does not mend, and asks for nothing', async () => {
    const scene = createScene();
    scene.tab.service.faults.set('/offers/', { status: 400, body: { errors: ['Offer is blocked for country FR'] } });
    const gate = await scene.put(article);
    await scene.drawn(gate);
    expect(gate.reason).to.equal('blocked-country');
    expect(scene.part(gate, 'buy')).to.equal(null);
    expect(scene.part(gate, 'retry')).not.to.equal(null);
  });

  it('leaves out an action whose URL is not allowed, with an error', async () => {
    const scene = createScene();
    const gate = await scene.put(article.replace('>', ' checkout-url="javascript:alert(1)">'));
    expect(scene.part(gate, 'buy')).to.equal(null);
    expect(scene.tab.log.join()).to.contain('checkout-url "javascript:alert(1)" may not be used');
  });

  it('a missing id is told to the author, and readers are not asked to try what cannot help', async () => {
    const scene = createScene();
    const gate = await scene.put('<test-gate></test-gate>');
    expect([gate.access, gate.reason]).to.deep.equal(['failed', 'misconfigured']);
    expect([scene.part(gate, 'heading')?.textContent, scene.part(gate, 'message'), scene.part(gate, 'retry')]).to.deep.equal(['We could not check your access', null, null]);
    expect(scene.tab.log.join()).to.contain('offer-id is missing');
  });

  it('says once that half the prompt was seen for a second', async () => {
    const [scene, gate] = await ways.denied();
    const seen: string[] = [];
    gate.addEventListener('cleeng-prompt-seen', ({ offerId, reason }) => { seen.push(`${offerId} ${String(reason)}`); });
    gate.scrollIntoView();
    await until(async () => {
      await scene.tab.clock.tick(1000);
      return seen.length;
    });
    await scene.tab.clock.tick(5000);
    expect(seen).to.deep.equal([`${offer} not-entitled`]);
  });

  it('retry asks again and keeps its place', async () => {
    const [scene, gate] = await ways.failed();
    scene.tab.service.faults.clear();
    scene.tab.service.grants.add(`1 ${offer}`);
    scene.part(gate, 'retry')!.click();
    await scene.drawn(gate);
    expect(gate.access).to.equal('granted');
  });

  it('announces opening politely, in a region that came empty', async () => {
    const [scene, gate] = await ways.denied();
    expect(scene.part(gate, 'status')).to.equal(null);
    scene.tab.service.grants.add(`1 ${offer}`);
    void gate.refresh();
    await scene.drawn(gate);
    expect(scene.part(gate, 'status')!.textContent).to.equal('');
    await scene.tab.clock.tick(200);
    await gate.updateComplete;
    expect(scene.part(gate, 'status')!.textContent).to.equal('Unlocked');
  });

  it('moves focus only if it was inside the prompt', async () => {
    const [scene, gate] = await ways.denied();
    scene.part(gate, 'buy')!.focus();
    scene.tab.service.grants.add(`1 ${offer}`);
    void gate.refresh();
    await scene.drawn(gate);
    expect(document.activeElement).to.equal(gate);
    gate.blur();
    expect(gate.hasAttribute('tabindex')).to.equal(false);
  });

  it('a slotted prompt replaces the built-in one', async () => {
    const scene = createScene();
    const gate = await scene.put(article.replace('</test-gate>', '<p slot="prompt" id="own">Mine</p></test-gate>'));
    expect(scene.part(gate, 'heading')!.checkVisibility()).to.equal(false);
    expect(document.querySelector('#own')!.checkVisibility()).to.equal(true);
  });
});
