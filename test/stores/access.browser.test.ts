import { expect } from '@open-wc/testing';
import { authKey, createTab, signedIn } from './tab.js';

const offer = 'S123456789_US';

describe('access', () => {
  it('is checking until configured, then misconfigured three seconds after load', async () => {
    const tab = createTab();
    const access = tab.watch(offer);
    expect(access()).to.equal('checking');
    await tab.clock.tick(3000);
    expect(access()).to.equal('failed misconfigured');
    expect(tab.log.join()).to.match(/environment is missing.*data-environment/);
  });

  it('is mended by a later configuration', async () => {
    const tab = createTab();
    const access = tab.watch(offer);
    await tab.clock.tick(3000);
    tab.configure();
    expect(access()).to.equal('signed-out no-token');
  });

  it('is signed-out without a token, at once and without a request', () => {
    const tab = createTab();
    tab.configure();
    expect(tab.watch(offer)()).to.equal('signed-out no-token');
    expect(tab.service.requests).to.deep.equal([]);
  });

  it('is granted by the service', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    const access = tab.watch(offer);
    expect(access()).to.equal('checking');
    await tab.settle();
    expect(access()).to.equal('granted');
  });

  it('is denied by the service', async () => {
    const tab = signedIn();
    const access = tab.watch(offer);
    await tab.settle();
    expect(access()).to.equal('denied not-entitled');
  });

  it('asks once for a thousand listeners', async () => {
    const tab = signedIn();
    for (let i = 0; i < 1000; i++) tab.watch(offer);
    await tab.settle();
    expect(tab.service.requests).to.deep.equal([`GET /entitlements/${offer}`]);
  });

  it('opens from the cache without a request, and asks again after maxAge', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    tab.watch(offer);
    await tab.settle();
    const later = createTab({ clock: tab.clock, service: tab.service, local: tab.local });
    later.configure();
    expect(later.watch(offer)()).to.equal('granted');
    await later.settle();
    expect(tab.service.count('entitlements')).to.equal(1);
    await tab.clock.tick(301_000);
    expect(tab.service.count('entitlements')).to.be.greaterThan(1);
  });

  it('keeps what is stored when it is configured once more for the same customer', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    const access = tab.watch(offer);
    await tab.settle();
    tab.configure({ labels: { buy: 'Subscribe' } });
    expect(access()).to.equal('granted');
    expect(tab.service.count('entitlements')).to.equal(1);
  });

  it('locks at once when the token goes, and drops the answer in flight', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    tab.service.delay = 2000;
    const access = tab.watch(offer);
    await tab.settle();
    tab.local.removeItem(authKey);
    tab.fire('focus');
    expect(access()).to.equal('signed-out no-token');
    await tab.clock.tick(5000);
    expect(access()).to.equal('signed-out no-token');
  });
});
