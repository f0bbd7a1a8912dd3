import { expect } from '@open-wc/testing';
import { createService } from './service.js';
import { createTestClock } from '../clock.js';
import { authKey, createLocks, createTab, MemoryStorage, refreshKey, signedIn } from './tab.js';

const offer = 'S123456789_US';
const day = 86_400;

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
