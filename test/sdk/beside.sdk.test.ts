import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, suite, test } from 'node:test';
import { versions } from '../../.config/sdk.mjs';
import { endBrowser, reads, sees } from '../page/site.js';
import { bundle } from './bundle.js';
import { createShop, type Shop } from './shop.js';

const gift = 'A100000008_DE';
const monthly = 'S100000001_DE';
const halfAnHour = 1800;
const gateBuys = 'cleeng-gate >>> [part=buy]';
const renewal = 'POST /auths/refresh_token 200';
const login = ['POST /auths 200', 'GET /customers/702813502/consents 200', 'GET /customers/702813502/capture/status 200'];

/** How the SDK sells an offer, up to the last button. */
const checkout = (offerId: string): string[] => [
  `GET /offers/${offerId}/customers/nobody@example.com 200`, `GET /v2/offers/${offerId.slice(0, 10)} 200`,
  'POST /orders 200', 'GET /payment-methods 200', 'PATCH /orders/500000001 200',
];
const payment = 'POST /payments 200';

after(endBrowser);

for (const version of versions) {
  suite(`beside the SDK ${version}`, () => {
    let script: string;
    let shop: Shop;
    before(async () => { script = await bundle(version); });
    beforeEach(async () => { shop = await createShop(script); });
    afterEach(async () => shop.site.close());

    const keys = ['AUTH_TOKEN', 'REFRESH_TOKEN'].map((name) => (version === '5.4.4' ? `CLEENG_${name}` : `123456789_CLEENG_${name}`));
    const tokens = async (): Promise<(string | null)[]> => Promise.all(keys.map(shop.stored));
    /** What the SDK has asked since the last look; in which order calls of one moment arrive is the network's affair. */
    const called = (calls: readonly string[]): void => { assert.deepEqual(shop.calls('sdk').sort(), [...calls].sort()); };
    const logIn = async (offerId: string): Promise<void> => {
      await shop.open(offerId);
      await reads(shop.tab, 'signed-out');
      await shop.logIn('nobody');
      await reads(shop.tab, 'denied');
      await shop.tab.waitForNetworkIdle();
    };

    test('a gate follows login, refresh, a purchase that costs nothing and logout', async () => {
      const { simulator } = shop.site;
      await logIn(gift);
      called(login);
      const first = await tokens();
      shop.calls('gate');

      await shop.later(halfAnHour);
      await shop.start('#account', 'GET /customers/702813502');
      await shop.tab.waitForNetworkIdle();
      assert.equal(shop.calls('sdk').filter((call) => call === renewal).length, 1);
      assert.deepEqual(shop.calls('gate'), [`GET /entitlements/${gift} 200`]);
      assert.deepEqual(await shop.words('denied'), ['signed-out', 'checking', 'denied']);
      assert.equal((await tokens()).some((token) => first.includes(token)), false);

      simulator.lag({ entitlements: 60_000 });
      await shop.start(gateBuys, 'PATCH /orders/');
      await shop.press('Get Access');
      await reads(shop.tab, 'confirming');
      called([...checkout(gift), payment]);
      assert.equal(await sees(shop.tab, 'Premium'), false);
      await shop.later(60);
      await reads(shop.tab, 'granted');
      assert.equal(await sees(shop.tab, 'Premium'), true);

      await shop.tab.click('#logout');
      await reads(shop.tab, 'signed-out');
      assert.equal(await sees(shop.tab, 'Premium'), false);
      assert.deepEqual(await tokens(), [null, null]);
    });

    test('a gate hears of a purchase by the SDK’s event', async () => {
      await logIn(monthly);
      shop.site.simulator.lag({ entitlements: 60_000 });
      await shop.start('#buy', 'PATCH /orders/');
      await shop.press('Complete purchase');
      await reads(shop.tab, 'confirming');
      called([...login, ...checkout(monthly), payment]);
      await shop.later(60);
      assert.deepEqual((await shop.words('granted')).slice(-3), ['denied', 'confirming', 'granted']);
    });

    test('a gate opens when the SDK finds that the offer is owned', async () => {
      await logIn(monthly);
      shop.site.simulator.habits({ ownedOffer: 'error' });
      shop.site.simulator.grant('nobody', 'monthly');
      await shop.tab.click('#buy');
      assert.deepEqual((await shop.words('granted')).slice(-3), ['denied', 'confirming', 'granted']);
      assert.equal(shop.calls('sdk').includes(payment), false);
    });

    test('the SDK goes on with the tokens that a gate has renewed', async () => {
      await logIn(gift);
      const first = await tokens();
      await shop.later(halfAnHour);
      await shop.tab.$eval('cleeng-gate', async (gate) => gate.refresh());
      assert.equal(shop.calls('gate').filter((call) => call === renewal).length, 1);
      const second = await tokens();
      assert.equal(second.some((token) => first.includes(token)), false);
      await shop.start('#buy', 'PATCH /orders/');
      called([...login, ...checkout(gift)]);
      assert.deepEqual(await tokens(), second);
    });
  });
}
