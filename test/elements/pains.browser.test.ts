import { expect, oneEvent } from '@open-wc/testing';
import type { CleengGate } from '../../src/elements/cleeng-gate.js';
import { authKey, refreshKey } from '../stores/tab.js';
import { clear, createScene, offer, type Scene } from './gate.js';

/*
 * What readers and publishers suffer from elsewhere, one test each; those that need a whole page
 * (1, 4, 8, 10, 11, 17, 21, 24, 25) are in test/page.
 */
const gateHtml = (attributes = ''): string => `<test-gate offer-id="${offer}" ${attributes}><p class="premium">Premium</p></test-gate>`;
const visible = (gate: CleengGate): boolean => gate.querySelector('.premium')!.checkVisibility();
const envelope = (responseData: unknown) => ({ status: 200, body: { responseData, errors: [] } });

async function words(scene: Scene, run: () => Promise<void>): Promise<string[]> {
  const heard: string[] = [];
  const listen = ({ access }: HTMLElementEventMap['cleeng-access-change']): void => { heard.push(access); };
  document.body.addEventListener('cleeng-access-change', listen);
  await run();
  document.body.removeEventListener('cleeng-access-change', listen);
  return heard;
}

describe('pains of other paywalls', () => {
  afterEach(clear);

  it('pain 2: no wrong state is announced first and corrected later', async () => {
    const scene = createScene({ granted: [offer] });
    expect(await words(scene, async () => { await scene.put(gateHtml()); })).to.deep.equal(['granted']);
  });

  it('pain 3: a signed-in reader on a slow network never sees the prompt while the answer is out', async () => {
    const scene = createScene();
    scene.tab.service.faults.set('/entitlements/', 'hang');
    const gate = await scene.put(gateHtml());
    await scene.tab.clock.tick(7000);
    await gate.updateComplete;
    expect([gate.access, scene.part(gate, 'prompt')]).to.deep.equal(['checking', null]);
  });

  it('pain 5: a timeout or an error of the service never becomes denied', async () => {
    for (const fault of ['hang', { status: 500, body: {} }] as const) {
      const scene = createScene();
      scene.tab.service.faults.set('/entitlements/', fault);
      const gate = await scene.put(gateHtml());
      await scene.tab.clock.tick(60_000);
      await gate.updateComplete;
      expect([gate.access, scene.part(gate, 'buy')]).to.deep.equal(['failed', null]);
      clear();
    }
  });

  for (const [policy, opened] of [['keep', false], ['lock', false], ['open', true]] as const) {
    it(`pain 6: on an outage without a stored grant, on-failure="${policy}" ${opened ? 'opens' : 'stays shut'}`, async () => {
      const scene = createScene();
      scene.tab.service.faults.set('/entitlements/', 'network');
      expect(visible(await scene.put(gateHtml(`on-failure="${policy}"`)))).to.equal(opened);
    });
  }

  it('pain 7: without a token there is an end state at once, and no request', async () => {
    const scene = createScene({ customer: null });
    const gate = await scene.put(gateHtml());
    expect([gate.access, gate.reason, scene.tab.service.count('entitlements')]).to.deep.equal(['signed-out', 'no-token', 0]);
  });

  it('pain 9: the gate itself says that its protection is soft', async () => {
    const gate = await createScene().put(gateHtml());
    expect([gate.protection, gate.matches(':state(soft)')]).to.deep.equal(['soft', true]);
  });

  it('pain 12: a purchase asks the service, not a cache', async () => {
    const scene = createScene();
    const gate = await scene.put(gateHtml());
    scene.tab.service.grants.add(`1 ${offer}`);
    scene.tab.dispatch('MSSDK:purchase-successful', { payment: {} });
    await scene.drawn(gate);
    expect([gate.access, scene.tab.service.count('entitlements')]).to.deep.equal(['granted', 2]);
  });

  it('pain 13: a purchase in another window opens without a reload, and cannot be made twice meanwhile', async () => {
    const scene = createScene();
    const gate = await scene.put(gateHtml());
    gate.addEventListener('cleeng-buy', (event) => { event.preventDefault(); });
    scene.part(gate, 'buy')!.click();
    scene.tab.fire('focus');
    await scene.drawn(gate);
    expect([gate.access, scene.part(gate, 'buy')]).to.deep.equal(['confirming', null]);
    scene.tab.service.grants.add(`1 ${offer}`);
    await scene.tab.clock.tick(3000);
    await gate.updateComplete;
    expect(visible(gate)).to.equal(true);
  });

  it('pain 14: an expired token is refreshed silently; without a refresh token it is signed-out, not not-entitled', async () => {
    for (const refreshable of [true, false]) {
      const scene = createScene({ customer: null, granted: [offer] });
      const { jwt, refreshToken } = scene.tab.service.issue('1', -60);
      scene.tab.local.setItem(authKey, jwt);
      if (refreshable) scene.tab.local.setItem(refreshKey, refreshToken);
      scene.tab.configure();
      const gate = await scene.put(gateHtml());
      await scene.tab.clock.tick(500);
      expect([gate.access, gate.reason]).to.deep.equal(refreshable ? ['granted', null] : ['signed-out', 'token-expired']);
      clear();
    }
  });

  for (const accessGranted of ['true', 1, {}, [true], null, undefined]) {
    it(`pain 15: accessGranted ${accessGranted === undefined ? 'missing' : JSON.stringify(accessGranted)} does not open`, async () => {
      const scene = createScene();
      scene.tab.service.faults.set('/entitlements/', envelope({ accessGranted }));
      const gate = await scene.put(gateHtml());
      expect([gate.access, gate.reason, visible(gate)]).to.deep.equal(['failed', 'malformed', false]);
    });
  }

  it('pain 16: a payer who is signed out finds both log in and buy', async () => {
    const scene = createScene({ customer: null });
    const gate = await scene.put(gateHtml());
    expect([scene.part(gate, 'login'), scene.part(gate, 'buy')]).not.to.include(null);
  });

  it('pain 18: a refresh that fails on the network throws no session away', async () => {
    const scene = createScene({ customer: null });
    const tokens = scene.tab.service.issue('1', -60);
    scene.tab.local.setItem(authKey, tokens.jwt);
    scene.tab.local.setItem(refreshKey, tokens.refreshToken);
    scene.tab.service.faults.set('refresh_token', 'network');
    await scene.put(gateHtml());
    expect([scene.tab.local.getItem(authKey), scene.tab.local.getItem(refreshKey)]).to.deep.equal([tokens.jwt, tokens.refreshToken]);
  });

  it('pain 19: a token that ends while the page is open is refreshed before the next question', async () => {
    const scene = createScene({ customer: null, granted: [offer] });
    const tokens = scene.tab.service.issue('1', 900);
    scene.tab.local.setItem(authKey, tokens.jwt);
    scene.tab.local.setItem(refreshKey, tokens.refreshToken);
    scene.tab.configure({ maxAge: 86_400 });
    const gate = await scene.put(gateHtml());
    await scene.tab.clock.tick(901_000);
    scene.tab.service.requests.length = 0;
    void gate.refresh();
    await scene.tab.clock.tick(500);
    expect(scene.tab.service.requests).to.deep.equal(['POST /auths/refresh_token', `GET /entitlements/${offer}`]);
  });

  for (const [accessGranted, expiresAt, word] of [[true, 1, 'granted'], [false, 4e9, 'denied']] as const) {
    it(`pain 20: accessGranted ${String(accessGranted)} with expiresAt ${String(expiresAt)} is ${word}`, async () => {
      const scene = createScene();
      scene.tab.service.faults.set('/entitlements/', envelope({ accessGranted, expiresAt }));
      expect((await scene.put(gateHtml())).access).to.equal(word);
    });
  }

  it('pain 22: locking and unlocking never makes a shown node anew', async () => {
    const scene = createScene({ granted: [offer] });
    const gate = await scene.put(`<test-gate offer-id="${offer}"><template><p class="premium"></p></template></test-gate>`);
    const node = gate.querySelector('.premium');
    await scene.tab.stores.signOut();
    await gate.updateComplete;
    scene.tab.stores.signIn(scene.tab.service.issue('1'));
    await scene.drawn(gate);
    expect(gate.querySelector('.premium')).to.equal(node);
  });

  it('pain 23: a gate that comes back after navigation is a gate again, and signing out locks it at once', async () => {
    const scene = createScene({ granted: [offer] });
    const gate = await scene.put(gateHtml());
    const parent = gate.parentElement!;
    gate.remove();
    parent.append(gate);
    await scene.drawn(gate);
    expect(gate.access).to.equal('granted');
    const locked = oneEvent(gate, 'cleeng-access-change');
    void scene.tab.stores.signOut();
    await locked;
    expect(visible(gate)).to.equal(false);
  });
});
