import { expect } from '@open-wc/testing';
import { authKey, createTab, refreshKey, signedIn } from './tab.js';

const offer = 'S123456789_US';

describe('changes of the session', () => {
  it('a login in this tab is noticed within a second, without an event', async () => {
    const tab = createTab();
    tab.configure();
    tab.service.grants.add(`1 ${offer}`);
    const access = tab.watch(offer);
    tab.local.setItem(authKey, tab.service.issue('1').jwt);
    await tab.clock.tick(1000);
    expect(access()).to.equal('granted');
  });

  it('a flood of CLEENG_LS events asks nothing', async () => {
    const tab = signedIn();
    tab.watch(offer);
    await tab.settle();
    for (let i = 0; i < 100; i++) tab.fire('storage', { key: 'CLEENG_LS' });
    await tab.settle();
    expect(tab.service.requests.length).to.equal(1);
  });

  it('a logout in another tab locks at once', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    const access = tab.watch(offer);
    await tab.settle();
    tab.local.map.clear();
    tab.fire('storage', { key: null });
    expect(access()).to.equal('signed-out no-token');
  });

  it('signIn() writes the keys that the SDK would, and signOut() clears them', async () => {
    const tab = createTab();
    tab.configure();
    tab.watch(offer);
    const tokens = tab.service.issue('1');
    tab.stores.signIn({ ...tokens, email: 'a@example.com' });
    expect(tab.local.getItem(authKey)).to.equal(tokens.jwt);
    expect(tab.local.getItem(refreshKey)).to.equal(tokens.refreshToken);
    expect(tab.local.getItem('123456789_CLEENG_CUSTOMER_EMAIL')).to.equal('a@example.com');
    await tab.stores.signOut();
    expect([...tab.local.map.keys()].filter((key) => key.includes('CLEENG'))).to.deep.equal([]);
  });

  it('a getToken() that was under way at signOut() signs nobody in again', async () => {
    let speak = (_: string): void => undefined;
    const tab = createTab();
    const { jwt } = tab.service.issue('1');
    tab.service.grants.add(`1 ${offer}`);
    tab.configure({ getToken: async () => new Promise<string>((resolve) => { speak = resolve; }) });
    const access = tab.watch(offer);
    await tab.settle();
    speak(jwt);
    await tab.settle();
    expect(access()).to.equal('granted');
    tab.fire('focus');
    await tab.settle();
    await tab.stores.signOut();
    speak(jwt);
    await tab.settle();
    expect(access()).to.equal('signed-out no-token');
  });

  it('signOut() tells the hosted widget', async () => {
    let out = 0;
    const tab = createTab({ widgets: () => ({ logout: () => { out++; } }) });
    tab.configure();
    await tab.stores.signOut();
    expect(out).to.equal(1);
  });

  it('signIn() refuses what is no token, without repeating it', () => {
    const tab = createTab();
    expect(() => { tab.stores.signIn({ jwt: 'x.y.z' }); }).to.throw(TypeError, /configure/);
    tab.configure();
    expect(() => { tab.stores.signIn({ jwt: 'secret' }); }).to.throw(TypeError, /not a customer token/).and.not.to.match(/secret/);
    expect(() => { tab.stores.signIn(tab.service.issue('1', 9, '5')); }).to.throw(TypeError, /publisher 5/);
  });

  it('a logout forgets the customer’s grants and purchases', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    tab.watch(offer);
    await tab.settle();
    await tab.stores.signOut();
    expect([...tab.local.map.keys()]).to.deep.equal([]);
  });

  it('$session holds nothing but signedIn and expiresAt', () => {
    const tab = signedIn();
    expect(Object.keys(tab.stores.$session.get())).to.deep.equal(['signedIn', 'expiresAt']);
  });
});
