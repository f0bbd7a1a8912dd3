import { expect } from '@open-wc/testing';
import type { Answer } from './service.js';
import { createTab, signedIn, type Tab } from './tab.js';

const offer = 'S123456789_US';
const json = (body: unknown, status = 200): Answer => ({ status, body });
const envelope = (responseData: unknown): Answer => json({ responseData, errors: [] });

/** A tab in which the offer was granted a while ago, longer than `maxAge`, and is now asked about again. */
async function afterGrant(fault: Answer | undefined): Promise<() => string> {
  const first = signedIn();
  first.service.grants.add(`1 ${offer}`);
  first.watch(offer);
  await first.settle();
  await first.clock.tick(299_000);
  if (fault) first.service.faults.set('/entitlements/', fault);
  else first.service.grants.clear();
  const later = createTab({ clock: first.clock, service: first.service, local: first.local });
  later.configure({ maxAge: 60 });
  const access = later.watch(offer);
  expect(access()).to.equal('granted');
  await later.clock.tick(8000);
  return access;
}

async function fresh(fault: Answer): Promise<() => string> {
  const tab = signedIn();
  tab.service.faults.set('/entitlements/', fault);
  const access = tab.watch(offer);
  await tab.clock.tick(8000);
  return access;
}

// Row of the matrix, the fault, the word without a stored grant, the word with one.
const rows: [string, Answer, string, string][] = [
  ['200 accessGranted: true', envelope({ accessGranted: true }), 'granted', 'granted'],
  ['200 false', envelope({ accessGranted: false }), 'denied not-entitled', 'denied not-entitled'],
  ['200 in a bare body', json({ accessGranted: true }), 'granted', 'granted'],
  ['401', json({ errors: ['Invalid JWT token'] }, 401), 'signed-out token-expired', 'signed-out token-expired'],
  ['402', json({}, 402), 'denied not-entitled', 'denied not-entitled'],
  ['403', json({}, 403), 'denied not-entitled', 'denied not-entitled'],
  ['404 offer', json({}, 404), 'denied unknown-offer', 'denied unknown-offer'],
  ['400', json({}, 400), 'failed service', 'granted'],
  ['429', json({}, 429), 'failed service', 'granted'],
  ['5xx', json({ errors: ['Request failed'] }, 500), 'failed service', 'granted'],
  ['503 with HTML', { status: 503, text: '<h1>Bad gateway</h1>' }, 'failed service', 'granted'],
  ['slow > 8 s', 'hang', 'failed timeout', 'granted'],
  ['network error, CORS, a blocker, a redirect', 'network', 'failed network', 'granted'],
  ['HTML 200 of a captive portal', { status: 200, text: '<html>Welcome</html>' }, 'failed service', 'granted'],
  ['an empty body', { status: 200, text: '' }, 'failed service', 'granted'],
  ['204', { status: 204 }, 'failed service', 'granted'],
  ['201 is not 200', json({ responseData: { accessGranted: true } }, 201), 'failed service', 'granted'],
  ['"true"', envelope({ accessGranted: 'true' }), 'failed malformed', 'failed malformed'],
  ['1', envelope({ accessGranted: 1 }), 'failed malformed', 'failed malformed'],
  ['{}', envelope({}), 'failed malformed', 'failed malformed'],
  ['[true]', json([true]), 'failed malformed', 'failed malformed'],
  ['[{}]', envelope([{ accessGranted: true }]), 'failed malformed', 'failed malformed'],
  ['null', json(null), 'failed malformed', 'failed malformed'],
  ['wrong case', envelope({ accessgranted: true }), 'failed malformed', 'failed malformed'],
  ['inherited', { status: 200, text: '{"responseData":{"__proto__":{"accessGranted":true}}}' }, 'failed malformed', 'failed malformed'],
  ['expiresAt null with true', envelope({ accessGranted: true, expiresAt: null }), 'granted', 'granted'],
  ['expiresAt past with true (grace)', envelope({ accessGranted: true, expiresAt: 1 }), 'granted', 'granted'],
  ['expiresAt in words with true', envelope({ accessGranted: true, expiresAt: 'x' }), 'granted', 'granted'],
  ['expiresAt future with false', envelope({ accessGranted: false, expiresAt: 4e9 }), 'denied not-entitled', 'denied not-entitled'],
  ['answer names another customerId', envelope({ accessGranted: true, customerId: 2 }), 'failed malformed', 'failed malformed'],
];

describe('the fault matrix', () => {
  for (const [row, fault, cold, kept] of rows) {
    it(`${row}: ${cold} without a stored grant`, async () => {
      expect((await fresh(fault))()).to.equal(cold);
    });
    it(`${row}: ${kept} with one`, async () => {
      expect((await afterGrant(fault))()).to.equal(kept);
    });
  }

  it('a refund bites at the next check, whatever is stored', async () => {
    expect((await afterGrant(undefined))()).to.equal('denied not-entitled');
  });

  it('429: Retry-After is honoured', async () => {
    const tab = signedIn();
    tab.service.faults.set('/entitlements/', { status: 429, body: {}, headers: { 'retry-after': '30' } });
    tab.watch(offer);
    await tab.clock.tick(29_000);
    expect(tab.service.count('entitlements')).to.equal(1);
    await tab.clock.tick(5000);
    expect(tab.service.count('entitlements')).to.equal(2);
  });

  it('429: Retry-After is capped at a minute', async () => {
    const tab = signedIn();
    tab.service.faults.set('/entitlements/', { status: 429, body: {}, headers: { 'retry-after': '86400' } });
    tab.watch(offer);
    await tab.clock.tick(70_000);
    expect(tab.service.count('entitlements')).to.equal(2);
  });

  it('5xx: asks again after about 1, 4 and 15 seconds, and opens by itself', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    tab.service.faults.set('/entitlements/', { status: 500, body: {} });
    const access = tab.watch(offer);
    await tab.clock.tick(25_000);
    expect(tab.service.count('entitlements')).to.equal(4);
    tab.service.faults.clear();
    tab.fire('online');
    await tab.settle();
    expect(access()).to.equal('granted');
  });

  it('clock days back: a grant from the future is ignored and erased', async () => {
    const tab = signedIn();
    const key = `cleeng-gate:v1:sandbox:123456789:1:${offer}`;
    tab.local.setItem(key, `granted ${String(tab.clock.now() + 120_000)} -`);
    const access = tab.watch(offer);
    expect(access()).to.equal('checking');
    expect(tab.local.getItem(key)).to.equal(null);
  });

  it('clock days ahead: a token that looks expired is sent once, and the service decides', async () => {
    const tab = createTab();
    const { jwt } = tab.service.issue('1', -500_000);
    tab.local.setItem('CLEENG_AUTH_TOKEN', jwt);
    tab.service.faults.set('/entitlements/', envelope({ accessGranted: true }));
    tab.configure();
    const access = tab.watch(offer);
    await tab.settle();
    expect(access()).to.equal('granted');
    expect(tab.stores.$session.get().signedIn).to.equal(true);
  });

  for (const record of ['{', 'granted', 'granted x -', '{"__proto__":1}', 'granted 1e99 -', 'denied 1 -', '']) {
    it(`a stored record of the wrong type (${record}) is ignored and erased`, () => {
      const tab = signedIn();
      tab.local.setItem(`cleeng-gate:v1:sandbox:123456789:1:${offer}`, record);
      expect(tab.watch(offer)()).to.equal('checking');
      expect([...tab.local.map.keys()].join()).not.to.contain('v1');
    });
  }

  it('storage that throws on access: everything works from memory', async () => {
    const tab = createTab();
    tab.local.broken = true;
    tab.configure();
    tab.stores.signIn(tab.service.issue('1'));
    tab.service.grants.add(`1 ${offer}`);
    const access = tab.watch(offer);
    await tab.settle();
    expect(access()).to.equal('granted');
  });

  it('storage that is full: the gate opens all the same', async () => {
    const tab = signedIn();
    tab.local.full = true;
    tab.service.grants.add(`1 ${offer}`);
    const access = tab.watch(offer);
    await tab.settle();
    expect(access()).to.equal('granted');
  });

  const granted = async (): Promise<Tab & { access: () => string }> => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    const access = tab.watch(offer);
    await tab.settle();
    return { ...tab, access };
  };

  it('a frozen tab that resumes after a day is shut until checked', async () => {
    const tab = await granted();
    tab.show(false);
    await tab.clock.tick(86_500_000);
    tab.service.faults.set('/entitlements/', 'hang');
    tab.show(true);
    expect(tab.access()).to.equal('checking');
  });

  it('bfcache restore: another customer shuts it first', async () => {
    const tab = await granted();
    tab.local.setItem('123456789_CLEENG_AUTH_TOKEN', tab.service.issue('2').jwt);
    tab.fire('pageshow', { persisted: true });
    expect(tab.access()).to.equal('checking');
    await tab.settle();
    expect(tab.access()).to.equal('denied not-entitled');
  });

  it('login in mid-check: asks anew', async () => {
    const tab = createTab();
    tab.configure();
    tab.service.grants.add(`1 ${offer}`);
    const access = tab.watch(offer);
    tab.stores.signIn(tab.service.issue('1'));
    await tab.settle();
    expect(access()).to.equal('granted');
  });

  it('customer switch in mid-check: the late answer is dropped', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    tab.service.delay = 1000;
    const access = tab.watch(offer);
    await tab.settle();
    tab.stores.signIn(tab.service.issue('2'));
    await tab.clock.tick(3000);
    expect(access()).to.equal('denied not-entitled');
  });

  it('prerender: nothing is asked before the page is activated', async () => {
    const tab = signedIn();
    tab.document.prerendering = true;
    const access = tab.watch(offer);
    await tab.clock.tick(5000);
    expect(tab.service.requests).to.deep.equal([]);
    tab.document.prerendering = false;
    tab.document.dispatchEvent(new Event('prerenderingchange'));
    await tab.settle();
    expect(access()).to.equal('denied not-entitled');
  });

  it('500 offers: at most six requests at once', async () => {
    const tab = signedIn();
    let running = 0;
    let most = 0;
    const fetch = tab.service.fetch;
    tab.configure({
      fetch: async (url, init) => {
        most = Math.max(most, ++running);
        try { return await fetch(url, init); } finally { running--; }
      },
    });
    for (let i = 0; i < 500; i++) tab.watch(`S${String(100000000 + i)}`);
    await tab.clock.tick(0);
    for (let i = 0; i < 40; i++) await tab.clock.tick(1);
    expect(most).to.equal(6);
    expect(tab.service.count('entitlements')).to.be.greaterThan(100);
  });
});
