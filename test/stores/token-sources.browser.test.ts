import { expect } from '@open-wc/testing';
import { authKey, createTab, refreshKey, signedIn } from './tab.js';

const offer = 'S123456789_US';

describe('the sources of a token', () => {
  it('the prefixed key wins over the bare one', async () => {
    const tab = createTab();
    tab.local.setItem('CLEENG_AUTH_TOKEN', tab.service.issue('2').jwt);
    tab.local.setItem(authKey, tab.service.issue('1').jwt);
    tab.service.grants.add(`1 ${offer}`);
    tab.configure();
    const access = tab.watch(offer);
    await tab.settle();
    expect(access()).to.equal('granted');
  });

  it('the bare key of an old SDK is read, also beside a prefixed "undefined"', async () => {
    const tab = createTab();
    tab.local.setItem(authKey, 'undefined');
    tab.local.setItem('CLEENG_AUTH_TOKEN', tab.service.issue('1').jwt);
    tab.configure();
    tab.watch(offer);
    expect(tab.stores.$session.get().signedIn).to.equal(true);
    expect(tab.log).to.deep.equal([]);
  });

  it('keys of the page’s own names are read instead', () => {
    const tab = createTab();
    tab.local.setItem('cleeng_jwt', tab.service.issue('1').jwt);
    tab.configure({ tokenKeys: 'cleeng_jwt cleeng_refresh_token' });
    expect(tab.stores.$session.get().signedIn).to.equal(true);
  });

  it('another publisher’s token is no token, and the warning names both', async () => {
    const tab = createTab();
    tab.local.setItem('CLEENG_AUTH_TOKEN', tab.service.issue('1', 900, '987654321').jwt);
    tab.configure();
    expect(tab.watch(offer)()).to.equal('signed-out no-token');
    await tab.settle();
    expect(tab.log.join()).to.match(/987654321.*123456789/);
  });

  it('an unreadable token is no token, and the author is told where it is, not what', async () => {
    const tab = createTab();
    tab.local.setItem(authKey, 'secret value');
    tab.configure();
    expect(tab.watch(offer)()).to.equal('signed-out no-token');
    await tab.settle();
    expect(tab.log.join()).to.contain(authKey).and.not.to.contain('secret');
  });

  it('getToken() decides, also when it says nobody', async () => {
    const tab = signedIn();
    tab.configure({ getToken: () => null });
    const access = tab.watch(offer);
    expect(access()).to.equal('checking');
    await tab.settle();
    expect(access()).to.equal('signed-out no-token');
  });

  it('getToken() that throws leaves the word to the next source', async () => {
    const tab = signedIn();
    tab.configure({ getToken: () => { throw new Error('no'); } });
    const access = tab.watch(offer);
    await tab.settle();
    expect(access()).to.equal('denied not-entitled');
  });

  it('getToken() that throws, with no other source, is failed and never signed-out', async () => {
    const tab = createTab();
    tab.configure({ getToken: async () => Promise.reject(new Error('no')) });
    const access = tab.watch(offer);
    await tab.settle();
    expect(access()).to.equal('failed service');
  });

  it('getToken() that keeps silent is failed after five seconds, and a later word still counts', async () => {
    const tab = createTab();
    let speak: (jwt: string) => void = () => undefined;
    tab.configure({ getToken: async () => new Promise<string>((resolve) => { speak = resolve; }) });
    const access = tab.watch(offer);
    await tab.clock.tick(4999);
    expect(access()).to.equal('checking');
    await tab.clock.tick(2);
    expect(access()).to.equal('failed timeout');
    speak(tab.service.issue('1').jwt);
    await tab.settle();
    expect(access()).to.equal('denied not-entitled');
  });

  it('getToken() is asked at start, on focus, pageshow and online, and never on a timer', async () => {
    const tab = createTab();
    let asked = 0;
    tab.configure({ getToken: () => { asked++; return null; } });
    tab.watch(offer);
    await tab.clock.tick(60_000);
    expect(asked).to.equal(1);
    for (const type of ['focus', 'pageshow', 'online']) {
      tab.fire(type);
      await tab.settle();
    }
    expect(asked).to.equal(4);
  });

  it('getToken() is asked again when under a minute is left, before the question', async () => {
    const tab = createTab();
    const tokens = [tab.service.issue('1', 90).jwt, tab.service.issue('1').jwt];
    tab.configure({ getToken: () => tokens.shift() ?? null });
    tab.watch(offer);
    await tab.clock.tick(40_000);
    expect(tokens.length).to.equal(1);
    void tab.stores.refresh(offer);
    await tab.settle();
    expect(tokens.length).to.equal(0);
  });

  it('getToken() is asked again after a 401', async () => {
    const tab = createTab();
    tab.service.grants.add(`1 ${offer}`);
    const tokens = [tab.service.issue('1').jwt];
    tab.service.expireAll();
    tokens.push(tab.service.issue('1').jwt);
    tab.configure({ getToken: () => tokens.shift() ?? null });
    const access = tab.watch(offer);
    await tab.settle();
    expect(access()).to.equal('granted');
    expect(tokens.length).to.equal(0);
  });

  it('a hosted widget is waited for, subscribed to once, and believed', async () => {
    let update: (tokens: unknown) => void = () => undefined;
    let subscriptions = 0;
    const tab = createTab({ widgets: () => ({ onAuthTokensUpdate: (heard) => { subscriptions++; update = heard; } }) });
    tab.configure();
    const access = tab.watch(offer);
    await tab.clock.tick(3000);
    expect(access()).to.equal('checking');
    update({ jwt: tab.service.issue('1').jwt, refreshToken: 'r' });
    await tab.settle();
    expect(access()).to.equal('denied not-entitled');
    update({ jwt: '', refreshToken: '' });
    expect(access()).to.equal('signed-out no-token');
    expect(subscriptions).to.equal(1);
  });

  it('a widget in the page that never speaks is failed after five seconds', async () => {
    const tab = createTab();
    tab.document.found = {};
    tab.configure();
    const access = tab.watch(offer);
    await tab.clock.tick(5500);
    expect(access()).to.equal('failed timeout');
  });

  it('beside a hosted widget nothing is refreshed by us', async () => {
    const tab = createTab();
    tab.document.found = {};
    const { jwt, refreshToken } = tab.service.issue('1', -5);
    tab.local.setItem(authKey, jwt);
    tab.local.setItem(refreshKey, refreshToken);
    tab.configure();
    tab.watch(offer);
    await tab.clock.tick(8000);
    expect(tab.service.count('refresh')).to.equal(0);
  });
});
