import { expect } from '@open-wc/testing';
import { createService } from './service.js';
import { createTestClock } from '../clock.js';
import { authKey, createLocks, createTab, MemoryStorage, refreshKey, signedIn } from './tab.js';

const offer = 'S123456789_US';
const day = 86_400;

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

describe('refresh', () => {
  const expired = (options: Parameters<typeof createTab>[0] = {}) => {
    const tab = createTab(options);
    if (!tab.local.map.has(authKey)) {
      const { jwt, refreshToken } = tab.service.issue('1', -day);
      tab.local.setItem(authKey, jwt);
      tab.local.setItem(refreshKey, refreshToken);
    }
    tab.service.grants.add(`1 ${offer}`);
    tab.configure();
    return tab;
  };

  it('precedes the question when the token has expired, and writes both back', async () => {
    const tab = expired();
    const before = tab.local.getItem(refreshKey);
    const access = tab.watch(offer);
    await tab.clock.tick(200);
    expect(access()).to.equal('granted');
    expect(tab.service.requests).to.deep.equal(['POST /auths/refresh_token', `GET /entitlements/${offer}`]);
    expect(tab.local.getItem(refreshKey)).to.be.a('string').and.not.to.equal(before);
  });

  it('follows a 401, once', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    tab.service.expireAll();
    const access = tab.watch(offer);
    await tab.clock.tick(200);
    expect(access()).to.equal('granted');
    expect(tab.service.count('refresh')).to.equal(1);
  });

  it('happens once for two tabs with one expired token', async () => {
    const clock = createTestClock();
    const shared = { clock, service: createService(clock), local: new MemoryStorage(), locks: createLocks() };
    const one = expired(shared);
    const other = expired(shared);
    const words = [one.watch(offer), other.watch(offer)];
    await clock.tick(2000);
    expect(shared.service.count('refresh')).to.equal(1);
    expect(words.map((word) => word())).to.deep.equal(['granted', 'granted']);
  });

  it('happens once also without Web Locks', async () => {
    const clock = createTestClock();
    const shared = { clock, service: createService(clock), local: new MemoryStorage(), locks: null };
    const one = expired(shared);
    const other = expired(shared);
    const words = [one.watch(offer), other.watch(offer)];
    await clock.tick(3000);
    expect(shared.service.count('refresh')).to.equal(1);
    expect(words.map((word) => word())).to.deep.equal(['granted', 'granted']);
  });

  it('that fails on the network keeps both tokens and says failed, not signed-out', async () => {
    const tab = expired();
    const before = [tab.local.getItem(authKey), tab.local.getItem(refreshKey)];
    tab.service.faults.set('refresh_token', 'network');
    const access = tab.watch(offer);
    await tab.clock.tick(500);
    expect(access()).to.equal('failed network');
    expect([tab.local.getItem(authKey), tab.local.getItem(refreshKey)]).to.deep.equal(before);
  });

  it('that is refused leads to signed-out, and is not tried again', async () => {
    const tab = expired();
    tab.local.setItem(refreshKey, 'spent');
    const access = tab.watch(offer);
    await tab.clock.tick(60_000);
    expect(access()).to.equal('signed-out token-expired');
    expect(tab.service.count('refresh')).to.equal(1);
  });

  it('is never written after a logout', async () => {
    const tab = expired();
    tab.service.delay = 1000;
    tab.watch(offer);
    await tab.clock.tick(100);
    await tab.stores.signOut();
    await tab.clock.tick(5000);
    expect(tab.local.getItem(authKey)).to.equal(null);
  });

  it('restores our new tokens where an SDK wrote undefined over them', async () => {
    const tab = expired();
    const access = tab.watch(offer);
    await tab.clock.tick(500);
    const [jwt, refresh] = [tab.local.getItem(authKey), tab.local.getItem(refreshKey)];
    tab.local.setItem(authKey, 'undefined');
    tab.local.setItem(refreshKey, 'undefined');
    await tab.clock.tick(1000);
    expect([tab.local.getItem(authKey), tab.local.getItem(refreshKey)]).to.deep.equal([jwt, refresh]);
    expect(access()).to.equal('granted');
  });

  it('cannot save a session that the SDK ends by its own refusal after our refresh', async () => {
    const tab = expired();
    const access = tab.watch(offer);
    await tab.clock.tick(500);
    // The SDK sent the spent token a moment after us, was refused without responseData, and logged out.
    tab.local.removeItem(authKey);
    tab.local.removeItem(refreshKey);
    await tab.clock.tick(1000);
    expect(access()).to.equal('signed-out no-token');
  });

  it('takes the SDK’s tokens where the SDK was quicker', async () => {
    const tab = expired();
    tab.service.delay = 1000;
    const access = tab.watch(offer);
    await tab.clock.tick(100);
    const { jwt, refreshToken } = tab.service.issue('1');
    tab.local.setItem(refreshKey, refreshToken);
    tab.local.setItem(authKey, jwt);
    await tab.clock.tick(8000);
    expect(tab.local.getItem(authKey)).to.equal(jwt);
    expect(access()).to.equal('granted');
  });

  it('a token that looks expired right after it was issued is believed: this clock is wrong', async () => {
    const clock = createTestClock();
    const ahead = { ...clock, now: () => clock.now() + 3 * day * 1000 };
    const tab = expired({ clock: ahead, service: createService(clock) });
    const access = tab.watch(offer);
    await clock.tick(1000);
    expect(access()).to.equal('granted');
    tab.fire('focus');
    await clock.tick(400_000);
    expect(tab.service.count('refresh')).to.equal(1);
  });
});
