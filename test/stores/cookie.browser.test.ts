import { expect } from '@open-wc/testing';
import { authKey, createTab, refreshKey, signedIn, type Tab, type TabOptions } from './tab.js';

const sessions = ({ service }: Tab): string[] => service.requests.filter((request) => request.includes('/guard/session'));

/** A customer on a page of a site that renders on the server, with a guard that takes whatever token it is given. */
function guarded(configuration = {}, options: TabOptions = {}): Tab {
  const tab = signedIn('1', options);
  tab.service.faults.set('/guard/session', { status: 204 });
  tab.configure({ guard: '/guard/', apiBase: '/', guardCookie: true, ...configuration });
  return tab;
}

describe('the cookie of the guard', () => {
  it('is set for a token once, however often the page asks about it', async () => {
    const tab = guarded();
    await tab.settle();
    tab.watch('S123456789_US');
    await tab.clock.tick(60_000);
    expect(sessions(tab)).to.deep.equal(['PUT /guard/session']);
  });

  it('is not set anew by another page that finds it there', async () => {
    const first = guarded();
    await first.settle();
    const { local, clock, service } = first;
    const second = createTab({ local, clock, service });
    second.configure({ guard: '/guard/', apiBase: '/', guardCookie: true });
    await second.settle();
    expect(sessions(second)).to.deep.equal(['PUT /guard/session']);
  });

  it('is set anew for the next token', async () => {
    const tab = guarded();
    await tab.settle();
    await tab.clock.tick(5000);
    const { jwt, refreshToken } = tab.service.issue('1', 1800);
    tab.local.setItem(authKey, jwt);
    tab.local.setItem(refreshKey, refreshToken);
    tab.fire('storage', { key: authKey, newValue: jwt, storageArea: tab.local });
    tab.show(false);
    tab.show(true);
    await tab.settle();
    expect(sessions(tab)).to.deep.equal(['PUT /guard/session', 'PUT /guard/session']);
  });

  it('is taken back once nobody is signed in, and once only', async () => {
    const tab = guarded();
    await tab.settle();
    void tab.stores.signOut();
    await tab.clock.tick(60_000);
    expect(sessions(tab)).to.deep.equal(['PUT /guard/session', 'DELETE /guard/session']);
  });

  it('is tried again by the next page when the guard did not take it', async () => {
    const tab = guarded();
    tab.service.faults.set('/guard/session', { status: 503 });
    await tab.settle();
    tab.service.faults.set('/guard/session', { status: 204 });
    const { local, clock, service } = tab;
    const next = createTab({ local, clock, service });
    next.configure({ guard: '/guard/', apiBase: '/', guardCookie: true });
    await next.settle();
    expect(sessions(next)).to.deep.equal(['PUT /guard/session', 'PUT /guard/session']);
  });

  it('leaves nothing of the token in storage', async () => {
    const tab = guarded();
    await tab.settle();
    expect(tab.local.map.get('cleeng-gate:cookie')).to.match(/^\d{10}$/);
  });

  for (const [title, configuration] of [
    ['the page does not ask for it', { guardCookie: undefined }], ['it is turned off by an attribute', { guardCookie: 'false' }], ['it is turned off', { guardCookie: false }],
  ] as const) {
    it(`is not touched where ${title}`, async () => {
      const tab = guarded(configuration);
      await tab.settle();
      expect(sessions(tab)).to.deep.equal([]);
    });
  }

  it('is refused aloud for a guard on another origin, which never hears of the token', async () => {
    const tab = guarded({ guard: 'https://guard.example/', trustedOrigins: ['https://guard.example'] });
    await tab.settle();
    expect(tab.service.count('/session')).to.equal(0);
    expect(tab.log.join('\n')).to.contain('https://guard.example');
  });
});
