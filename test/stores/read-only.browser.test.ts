import { expect } from '@open-wc/testing';
import { authKey, createTab } from './tab.js';

const offer = 'S123456789_US';
interface Writable { set?: unknown; value: unknown }

describe('what the page is handed of the stores', () => {
  for (const name of ['$session', '$presence', '$unlocked', '$library', '$listing', '$surface'] as const) {
    it(`${name} can be read and not be set`, () => {
      const { stores } = createTab();
      const $store = stores[name] as unknown as Writable;
      const before = $store.value;
      expect($store.set).to.equal(undefined);
      expect(() => { $store.value = { signedIn: true }; }).to.throw(TypeError);
      expect($store.value).to.equal(before);
    });
  }

  it('nobody on the page sets what is known of an offer', () => {
    const tab = createTab();
    tab.configure();
    const access = tab.watch(offer);
    expect((tab.stores.watch(offer) as unknown as Writable).set).to.equal(undefined);
    expect((tab.stores.watch(`${offer} P123456789`) as unknown as Writable).set).to.equal(undefined);
    expect(access()).to.equal('signed-out no-token');
  });

  it('a store follows what is behind it, for those who listen and those who look', async () => {
    const tab = createTab();
    tab.configure();
    const heard: boolean[] = [];
    tab.stores.$session.subscribe(({ signedIn }) => { heard.push(signedIn); });
    tab.local.setItem(authKey, tab.service.issue('1').jwt);
    await tab.clock.tick(1000);
    expect([heard, tab.stores.$session.value?.signedIn, tab.stores.$session.get().signedIn]).to.deep.equal([[false, true], true, true]);
  });

  it('the settings that elements see hold nothing that bears a token, nor what nobody named', () => {
    const tab = createTab();
    tab.configure({ getToken: () => null, fetch: async () => Promise.reject(new Error('no')), tokenKeys: 'a b', guard: '/guard' });
    const seen = Object.keys(tab.stores.$surface.value!);
    expect(seen).to.include('environment');
    expect(['getToken', 'fetch', 'keys', 'tokenKeys', 'guard', 'apiBase', 'maxAge'].filter((name) => seen.includes(name))).to.deep.equal([]);
  });
});
