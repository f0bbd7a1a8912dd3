import { expect } from '@open-wc/testing';
import { createTab, signedIn, type Tab } from './tab.js';

const offer = 'S123456789_US';
const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `A${String(100_000_000 + i)}_US`);
const lists = ({ service }: Tab): string[] => service.requests.filter((request) => request.includes('/guard/'));

/** A customer on a page that has a guard; what is granted is granted from the start. */
function guarded(granted: string[] = [], configuration = {}): Tab {
  const tab = signedIn();
  tab.configure({ guard: '/guard/', apiBase: '/', ...configuration });
  for (const id of granted) tab.service.grants.add(`1 ${id}`);
  return tab;
}

describe('a page with a guard', () => {
  it('asks about many offers in one request, in the order in which they were wanted', async () => {
    const tab = guarded([offer]);
    const words = ['P111111111', offer, 'P111111111', 'E222222222'].map((id) => tab.watch(id));
    await tab.settle();
    expect(tab.service.requests).to.deep.equal([`GET /guard/entitlements?offers=P111111111,${offer},E222222222`]);
    expect(words.map((word) => word())).to.deep.equal(['denied not-entitled', 'granted', 'denied not-entitled', 'denied not-entitled']);
  });

  it('names at most a hundred offers in a request', async () => {
    const tab = guarded();
    for (const id of many(250)) tab.watch(id);
    await tab.settle();
    expect(lists(tab).map((request) => request.split(',').length)).to.deep.equal([100, 100, 50]);
  });

  it('has at most six requests under way', async () => {
    const tab = guarded();
    tab.service.delay = 1000;
    for (const id of many(800)) tab.watch(id);
    await tab.settle();
    expect(lists(tab).length).to.equal(6);
    await tab.clock.tick(1000);
    expect(lists(tab).length).to.equal(8);
  });

  it('has not found out about an offer of which the guard says nothing, while the others open', async () => {
    const tab = guarded([offer]);
    tab.service.items.set('P111111111', { offerId: 'P111111111', error: 'service', age: 0 });
    tab.service.items.set('E222222222', { offerId: 'E333333333', accessGranted: true });
    const words = [offer, 'P111111111', 'E222222222'].map((id) => tab.watch(id));
    await tab.settle();
    expect(words.map((word) => word())).to.deep.equal(['granted', 'failed service', 'failed service']);
  });

  it('takes the reason from the item', async () => {
    const tab = guarded();
    tab.service.items.set(offer, { offerId: offer, accessGranted: false, code: 'blocked-country', age: 0 });
    const word = tab.watch(offer);
    await tab.settle();
    expect(word()).to.equal('denied blocked-country');
  });

  for (const [status, reason] of [[400, 'service'], [403, 'service'], [404, 'service'], [429, 'service'], [503, 'service'], [200, 'malformed']] as const) {
    it(`${String(status)} without a list is no answer, and denies nobody`, async () => {
      const tab = guarded([offer]);
      tab.service.faults.set('/guard/', { status, body: { accessGranted: false } });
      const word = tab.watch(offer);
      await tab.settle();
      expect(word()).to.equal(`failed ${reason}`);
    });
  }

  it('renews a refused token once for the whole list, and asks once more', async () => {
    const tab = guarded(many(3));
    tab.service.expireAll();
    const words = many(3).map((id) => tab.watch(id));
    await tab.settle();
    expect(words.map((word) => word())).to.deep.equal(['granted', 'granted', 'granted']);
    expect([lists(tab).length, tab.service.count('refresh_token')]).to.deep.equal([2, 1]);
  });

  it('goes past the cache of the guard for refresh() and while a purchase is confirmed, and at no other time', async () => {
    const tab = guarded([], { maxAge: 300 });
    tab.watch(offer);
    await tab.settle();
    void tab.stores.refresh(offer);
    await tab.settle();
    tab.dispatch('MSSDK:purchase-successful', { offerId: offer });
    await tab.clock.tick(1000);
    tab.service.grants.add(`1 ${offer}`);
    await tab.clock.tick(2000);
    const before = lists(tab).length;
    await tab.clock.tick(301_000);
    expect(lists(tab).map((request) => request.includes('&fresh=1'))).to.deep.equal([false, true, true, true, true, false]);
    expect(before).to.equal(5);
  });

  it('counts the age of an answer towards the 24 hours of a stored grant', async () => {
    const tab = guarded();
    tab.service.items.set(offer, { offerId: offer, accessGranted: true, expiresAt: null, age: 86_000 });
    const word = tab.watch(offer);
    await tab.settle();
    expect(word()).to.equal('granted');
    tab.service.faults.set('/guard/', { status: 503 });
    await tab.clock.tick(401_000);
    expect(word()).to.equal('failed service');
  });

  it('believes no answer that is older than a day', async () => {
    const tab = guarded();
    tab.service.items.set(offer, { offerId: offer, accessGranted: true, expiresAt: null, age: 86_401 });
    const word = tab.watch(offer);
    await tab.settle();
    expect(word()).to.equal('failed service');
  });

  it('asks a guard that remembers longer than the page at most once a minute', async () => {
    const tab = guarded([], { maxAge: 120 });
    tab.service.items.set(offer, { offerId: offer, accessGranted: true, expiresAt: null, age: 200 });
    tab.watch(offer);
    await tab.clock.tick(179_000);
    expect(lists(tab).length).to.equal(3);
  });

  it('drops a list that arrives for the customer before', async () => {
    const tab = guarded([offer]);
    tab.service.delay = 2000;
    const word = tab.watch(offer);
    await tab.settle();
    void tab.stores.signOut();
    await tab.clock.tick(5000);
    expect(word()).to.equal('signed-out no-token');
  });

  it('is misconfigured when the guard may not receive tokens, and asks nobody', async () => {
    const tab = createTab();
    tab.configure({ guard: 'https://elsewhere.example/guard' });
    expect(tab.watch(offer)()).to.equal('failed misconfigured');
    await tab.settle();
    expect(tab.log.join()).to.match(/guard "https:\/\/elsewhere\.example\/guard" may not receive tokens.*trustedOrigins/);
    tab.configure({ trustedOrigins: ['https://elsewhere.example'] });
    expect(tab.watch(offer)()).to.equal('signed-out no-token');
  });
});
