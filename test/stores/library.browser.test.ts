import { expect } from '@open-wc/testing';
import { createTab, signedIn } from './tab.js';

const offer = 'S123456789_US';

describe('the library', () => {
  it('lists what the customer owns, with its renewal and its grace', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    tab.stores.$library.listen(() => undefined);
    await tab.settle();
    expect(tab.stores.$library.value).to.deep.equal([{
      offerId: offer, title: 'All of it', type: 'subscription', status: 'active', inTrial: false, url: null, managedBy: null, grace: true, renewsAt: 2, endsAt: null,
    }]);
  });

  it('asks nothing while nobody listens', async () => {
    const tab = signedIn();
    tab.watch(offer);
    await tab.settle();
    expect(tab.service.count('/customers/')).to.equal(0);
  });

  it('is empty at once after a logout', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    tab.stores.$library.listen(() => undefined);
    await tab.settle();
    void tab.stores.signOut();
    expect(tab.stores.$library.value).to.deep.equal([]);
  });

  it('is listed again by refresh() of everything', async () => {
    const tab = signedIn();
    tab.stores.$library.listen(() => undefined);
    await tab.settle();
    tab.service.grants.add(`1 ${offer}`);
    void tab.stores.refresh();
    await tab.settle();
    expect(tab.stores.$library.value?.length).to.equal(1);
  });

  it('keeps what it listed when the service does not answer', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    tab.stores.$library.listen(() => undefined);
    await tab.settle();
    tab.service.faults.set('/customers/', 'network');
    void tab.stores.refresh();
    await tab.settle();
    expect(tab.stores.$library.value?.length).to.equal(1);
  });
});

describe('the listing', () => {
  const listing = (tab: ReturnType<typeof createTab>) => {
    tab.stores.$library.listen(() => undefined);
    return () => tab.stores.$listing.value;
  };

  it('is checking until the service has answered', async () => {
    const tab = signedIn();
    const word = listing(tab);
    expect(word()).to.equal('checking');
    await tab.settle();
    expect(word()).to.equal('listed');
  });

  it('has failed without an answer, and is mended by refresh()', async () => {
    const tab = signedIn();
    tab.service.faults.set('/customers/', { status: 503 });
    const word = listing(tab);
    await tab.settle();
    expect(word()).to.equal('failed');
    tab.service.faults.clear();
    void tab.stores.refresh();
    await tab.settle();
    expect(word()).to.equal('listed');
  });

  it('has failed where it cannot be found out who is there', async () => {
    const tab = createTab();
    tab.configure({ getToken: () => { throw new TypeError(); } });
    const word = listing(tab);
    await tab.settle();
    expect(word()).to.equal('failed');
  });

  it('begins again for another customer', async () => {
    const tab = signedIn();
    const word = listing(tab);
    await tab.settle();
    void tab.stores.signOut();
    expect(word()).to.equal('checking');
  });

  it('renews a refused token once, and asks once more', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    tab.service.expireAll();
    const word = listing(tab);
    await tab.settle();
    expect([word(), tab.service.count('refresh_token'), tab.service.count('/customers/')]).to.deep.equal(['listed', 1, 2]);
  });
});

describe('what is unlocked', () => {
  it('has the most recent first, and loses what is lost', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`).add('1 P111111111');
    tab.watch(offer);
    await tab.settle();
    tab.watch('P111111111');
    await tab.settle();
    expect(tab.stores.$unlocked.value?.map(({ offerId }) => offerId)).to.deep.equal(['P111111111', offer]);
    tab.service.grants.delete(`1 ${offer}`);
    void tab.stores.refresh(offer);
    await tab.settle();
    expect(tab.stores.$unlocked.value?.map(({ offerId }) => offerId)).to.deep.equal(['P111111111']);
  });

  it('is empty for nobody', () => {
    const tab = createTab();
    tab.configure();
    tab.watch(offer);
    expect(tab.stores.$unlocked.value).to.deep.equal([]);
  });
});
