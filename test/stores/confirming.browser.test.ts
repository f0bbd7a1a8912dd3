import { expect } from '@open-wc/testing';
import { authKey, createTab, MemoryStorage, signedIn, type Tab } from './tab.js';

const offer = 'S123456789_US';
const other = 'A987654321_US';

async function denied(): Promise<Tab & { access: () => string }> {
  const tab = signedIn();
  const access = tab.watch(offer);
  await tab.settle();
  expect(access()).to.equal('denied not-entitled');
  return { ...tab, access };
}

/** The same tab after a reload: another page over the same storages. */
const reload = (tab: Tab): Tab => {
  const next = createTab({ clock: tab.clock, service: tab.service, local: tab.local, session: tab.session });
  next.configure();
  return next;
};

const shapes: [string, unknown][] = [
  ['{payment} with an offer', { payment: { id: 1, offerId: offer } }],
  ['{payment} without one', { payment: { id: 1 } }],
  ['{payload} after a redirect', { payload: { id: 1 } }],
  ['{payment: {externalPaymentId}} on load', { payment: { externalPaymentId: 'x' } }],
  ['nothing', undefined],
];

describe('confirming', () => {
  for (const [shape, detail] of shapes) {
    it(`a purchase event with ${shape} confirms, and opens when the service has caught up`, async () => {
      const tab = await denied();
      tab.dispatch('MSSDK:purchase-successful', detail);
      expect(tab.access()).to.equal('confirming');
      await tab.clock.tick(2500);
      tab.service.grants.add(`1 ${offer}`);
      await tab.clock.tick(4000);
      expect(tab.access()).to.equal('granted');
    });
  }

  it('the good-news page confirms, too', async () => {
    const tab = await denied();
    tab.dispatch('MSSDK:good-news-page', undefined);
    expect(tab.access()).to.equal('confirming');
  });

  it('an event that names an offer leaves the others denied, and asks them silently', async () => {
    const tab = await denied();
    const second = tab.watch(other);
    await tab.settle();
    tab.dispatch('MSSDK:purchase-successful', { payment: { offerId: offer } });
    expect([tab.access(), second()]).to.deep.equal(['confirming', 'denied not-entitled']);
    tab.service.grants.add(`1 ${other}`);
    await tab.settle();
    expect(second()).to.equal('granted');
  });

  it('an event that names none concerns the offers last asked for by cleeng-buy', async () => {
    const tab = await denied();
    const second = tab.watch(other);
    await tab.settle();
    tab.stores.beginCheckout([other]);
    tab.dispatch('MSSDK:purchase-successful', { payload: {} });
    expect([tab.access(), second()]).to.deep.equal(['denied not-entitled', 'confirming']);
  });

  it('after a purchase event it asks after 1, 2, 3, 4, 5, 5 s, then slowly, and gives up after ten minutes', async () => {
    const tab = await denied();
    tab.dispatch('MSSDK:purchase-successful', { payment: {} });
    await tab.clock.tick(24_000);
    expect(tab.service.count('entitlements')).to.equal(8);
    const known = tab.stores.watch(offer).value;
    expect([known?.access, known?.slow]).to.deep.equal(['confirming', true]);
    await tab.clock.tick(560_000);
    expect(tab.access()).to.equal('confirming');
    await tab.clock.tick(60_000);
    expect(tab.access()).to.equal('denied not-entitled');
  });

  it('a checkout that was merely begun falls to denied after about twenty seconds', async () => {
    const tab = await denied();
    tab.stores.beginCheckout([offer]);
    await tab.clock.tick(6000);
    expect(tab.access()).to.equal('denied not-entitled');
    tab.fire('focus');
    await tab.settle();
    expect(tab.access()).to.equal('confirming');
    await tab.clock.tick(19_000);
    expect(tab.access()).to.equal('confirming');
    await tab.clock.tick(3000);
    expect(tab.access()).to.equal('denied not-entitled');
  });

  it('coming back counts also within seconds of the denial', async () => {
    const tab = await denied();
    tab.stores.beginCheckout([offer]);
    tab.fire('focus');
    await tab.settle();
    expect(tab.access()).to.equal('confirming');
  });

  it('a page that sells in place says so by refresh(): it counts as coming back, and a grant ends the record', async () => {
    const tab = await denied();
    tab.stores.beginCheckout([offer]);
    void tab.stores.refresh(offer);
    await tab.settle();
    expect(tab.access()).to.equal('confirming');
    tab.service.grants.add(`1 ${offer}`);
    await tab.clock.tick(1000);
    expect(tab.access()).to.equal('granted');
    expect(tab.session.getItem('cleeng-gate:checkout')).to.equal(null);
  });

  it('refresh() without a checkout begun here asks silently', async () => {
    const tab = await denied();
    void tab.stores.refresh(offer);
    await tab.settle();
    expect(tab.access()).to.equal('denied not-entitled');
  });

  it('coming back counts once', async () => {
    const tab = await denied();
    tab.stores.beginCheckout([offer]);
    await tab.clock.tick(6000);
    tab.fire('focus');
    await tab.clock.tick(30_000);
    tab.fire('focus');
    await tab.settle();
    expect(tab.access()).to.equal('denied not-entitled');
    expect([...tab.session.map.keys()]).to.deep.equal([]);
  });

  it('a page load within thirty minutes counts as coming back', async () => {
    const tab = await denied();
    tab.stores.beginCheckout([offer]);
    const next = reload(tab);
    const access = next.watch(offer);
    await next.settle();
    expect(access()).to.equal('confirming');
  });

  it('a page load after thirty minutes does not', async () => {
    const tab = await denied();
    tab.stores.beginCheckout([offer]);
    await tab.clock.tick(1_801_000);
    const next = reload(tab);
    const access = next.watch(offer);
    await next.settle();
    expect(access()).to.equal('denied not-entitled');
  });

  it('a purchase heard on a page without a gate confirms on the next page', async () => {
    const tab = signedIn();
    tab.stores.hearPurchases();
    tab.dispatch('MSSDK:purchase-successful', { payload: {} });
    const next = reload(tab);
    const access = next.watch(offer);
    await next.settle();
    expect(access()).to.equal('confirming');
  });

  it('a reload in the middle does not bring the buy action back', async () => {
    const tab = await denied();
    tab.dispatch('MSSDK:purchase-successful', { payment: {} });
    await tab.clock.tick(60_000);
    const next = reload(tab);
    const access = next.watch(offer);
    await next.settle();
    expect(access()).to.equal('confirming');
  });

  it('without a reason a focus, a token update or refresh() asks silently, and the word does not move', async () => {
    const tab = await denied();
    const words: string[] = [];
    tab.stores.accessTo(offer).listen(({ access }) => { words.push(access); });
    await tab.clock.tick(6000);
    tab.fire('focus');
    await tab.settle();
    tab.local.setItem(authKey, tab.service.issue('1').jwt);
    await tab.clock.tick(1000);
    await Promise.all([tab.stores.refresh(offer), tab.settle()]);
    expect(tab.service.count('entitlements')).to.equal(4);
    expect(words).to.deep.equal([]);
  });

  it('an unanswered question in the middle leaves it confirming', async () => {
    const tab = await denied();
    tab.service.faults.set('/entitlements/', 'network');
    tab.dispatch('MSSDK:purchase-successful', { payment: {} });
    await tab.clock.tick(3000);
    expect(tab.access()).to.equal('confirming');
    tab.service.faults.clear();
    tab.service.grants.add(`1 ${offer}`);
    await tab.clock.tick(20_000);
    expect(tab.access()).to.equal('granted');
  });

  it('an outage that outlasts the round is failed, and never a request to pay', async () => {
    const tab = await denied();
    tab.stores.beginCheckout([offer]);
    tab.fire('focus');
    await tab.settle();
    tab.service.faults.set('/entitlements/', 'network');
    await tab.clock.tick(30_000);
    expect(tab.access()).to.equal('failed network');
  });

  it('a grant erases the record', async () => {
    const tab = await denied();
    tab.service.grants.add(`1 ${offer}`);
    tab.dispatch('MSSDK:purchase-successful', { payment: { offerId: 'S123456789' } });
    await tab.settle();
    expect(tab.access()).to.equal('granted');
    expect([...tab.session.map.keys()]).to.deep.equal([]);
  });

  it('signing out erases the record', async () => {
    const tab = await denied();
    tab.dispatch('MSSDK:purchase-successful', { payment: {} });
    await tab.stores.signOut();
    expect([...tab.session.map.keys()]).to.deep.equal([]);
  });

  it('hostile records are ignored', async () => {
    for (const record of ['{', '{"offers":[],"time":1}', 'null', ' ', '0', 'NaN', '9e15', `soon ${offer}`, `9e15 ${offer}`]) {
      const session = new MemoryStorage();
      session.setItem('cleeng-gate:purchase', record);
      const tab = signedIn('1', { session });
      const access = tab.watch(offer);
      await tab.settle();
      expect(access()).to.equal('denied not-entitled');
    }
  });

  it('a plan switch bites on an open page: the old offer locks, the new one opens', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    const [from, to] = [tab.watch(offer), tab.watch(other)];
    await tab.settle();
    tab.service.grants.delete(`1 ${offer}`);
    tab.dispatch('MSSDK:switch-popup-action-successful', { fromOfferId: offer, toOfferId: other });
    await tab.settle();
    expect([from(), to()]).to.deep.equal(['denied not-entitled', 'confirming']);
    tab.service.grants.add(`1 ${other}`);
    await tab.clock.tick(3000);
    expect(to()).to.equal('granted');
  });
});
