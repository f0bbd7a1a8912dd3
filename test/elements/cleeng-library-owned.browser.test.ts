import { expect, oneEvent } from '@open-wc/testing';
import type { CleengLoginEvent } from '../../src/elements/events.js';
import type { Tab } from '../stores/tab.js';
import { clear, open } from './library.js';

const offer = 'S123456789_US';
const now = Date.UTC(2026, 10, 21, 12) / 1000;
const day = 86_400;

/** Lets the service list this row for the customer. */
const owns = (row: object) => ({ service }: Tab): void => {
  service.faults.set('/customers/', {
    status: 200,
    body: { responseData: { items: [{ offerId: offer, offerTitle: 'Digital', offerType: 'S', status: 'active', expiresAt: now + 12 * day, nextPaymentAt: now + 12 * day, ...row }] } },
  });
};

const rows: [string, object, RegExp][] = [
  ['an active subscription with its renewal', {}, /^Digital Active · Renews on December 3, 2026$/],
  ['a trial', { inTrial: true }, /^Digital Free trial · Renews on December 3, 2026$/],
  ['a cancelled subscription with its end', { status: 'cancelled', nextPaymentAt: null }, /^Digital Cancelled · Ends on December 3, 2026$/],
  ['an expired subscription with the day it ended', { status: 'expired', expiresAt: now - 3 * day }, /^Digital Expired · Ended on November 18, 2026$/],
  ['a failed payment, with the way to mend it', { expiresAt: now - day }, /^Digital Payment failed: update your card Manage your account$/],
  ['what an app store manages, without our own account page', { isExternallyManaged: true, paymentGateway: 'apple' }, /^Digital Active · Renews on December 3, 2026 ?Managed in App Store$/],
  ['a store that it does not know, as the service writes it', { isExternallyManaged: true, paymentGateway: 'vizio' }, /Managed in vizio$/],
  ['a purchase that never ends', { offerType: 'A', offerId: 'A123456789_US', nextPaymentAt: null, expiresAt: null }, /^Digital Active$/],
  ['a season that has no end yet', { expiresAt: 2_145_913_200, nextPaymentAt: null }, /^Digital Active$/],
  ['a thing without a title, by its offer', { offerTitle: null }, /^S123456789_US Active/],
];

describe('<cleeng-library> without cards', () => {
  afterEach(clear);

  for (const [what, row, text] of rows) {
    it(`lists ${what}`, async () => {
      const scene = await open('', { before: owns(row), configuration: { locale: 'en-US' } });
      expect(scene.part('item')!.innerText.replace(/\s+/g, ' ')).to.match(text);
      await expect(scene.library).to.be.accessible();
    });
  }

  it('writes dates as the visitor does', async () => {
    const scene = await open('', { before: owns({}), configuration: { locale: 'en-GB' } });
    expect(scene.text()).to.contain('3 December 2026');
  });

  it('links the account where a payment has failed', async () => {
    const { part } = await open('', { before: owns({ expiresAt: now - day }) });
    expect(part('account')!.getAttribute('href')).to.equal('http://localhost/account'.replace('http://localhost', location.origin));
  });

  it('links what is owned to where the offer stands', async () => {
    const { part } = await open('', { before: owns({ offerUrl: 'https://news.example/one' }) });
    expect(part('title')!.querySelector('a')!.href).to.equal('https://news.example/one');
  });

  it('asks the offer where it stands when the list does not say', async () => {
    const { part } = await open('', { before: (tab) => {
      owns({})(tab);
      tab.service.offers.set(offer, { offerUrl: 'https://news.example/two' });
    } });
    expect(part('title')!.querySelector('a')!.href).to.equal('https://news.example/two');
  });

  it('links nothing that may not be linked to', async () => {
    const { part } = await open('', { before: owns({ offerUrl: 'javascript:alert(1)' }) });
    expect(part('title')!.querySelector('a')).to.equal(null);
  });

  const words: [string, object, RegExp][] = [
    ['signed-out', { customer: null }, /Log in to see what is yours/],
    ['empty', {}, /Nothing here yet/],
    ['failed', { before: ({ service }: Tab) => void service.faults.set('/customers/', { status: 500 }) }, /could not be loaded/],
    ['checking', { before: ({ service }: Tab) => void service.faults.set('/customers/', 'hang') }, /^$/],
  ];
  for (const [slot, cast, text] of words) {
    it(`${slot}: says so, in the page's own words if it has some, and passes axe`, async () => {
      const scene = await open(`<p slot="${slot}">Own words</p>`, cast);
      expect(scene.text()).to.match(text);
      expect(scene.library.querySelector('p')!.checkVisibility()).to.equal(true);
      await expect(scene.library).to.be.accessible();
    });
  }

  it('is failed where nobody has said who the publisher is', async () => {
    const { text } = await open('', { customer: null, configuration: { publisherId: '' } });
    expect(text()).to.match(/could not be loaded/);
  });

  it('loads again when it is asked to', async () => {
    const scene = await open('', { before: ({ service }) => { service.faults.set('/customers/', { status: 500 }); }, granted: [offer] });
    scene.tab.service.faults.clear();
    scene.part('retry')!.click();
    await scene.settle();
    expect(scene.part('item')!.textContent).to.match(/All of it/);
  });

  it('asks the page to log in, which may do so itself', async () => {
    const { library, part } = await open('', { customer: null });
    setTimeout(() => { part('login')!.click(); });
    library.addEventListener('cleeng-login', (event) => { event.preventDefault(); });
    const event = await oneEvent<CleengLoginEvent>(library, 'cleeng-login');
    expect(event.loginUrl).to.equal(`${location.origin}/login`);
  });

  it('lists nothing, and asks for nothing, once there are cards', async () => {
    const scene = await open('', { granted: [offer] });
    scene.library.innerHTML = `<a href="#" data-offer-id="${offer}">One</a>`;
    await scene.settle();
    expect(scene.part('list')).to.equal(null);
    expect(scene.words()).to.equal('granted');
    expect(scene.tab.stores.$library.lc).to.equal(0);
  });

  it('follows a logout', async () => {
    const scene = await open('', { granted: [offer] });
    void scene.tab.stores.signOut();
    await scene.settle();
    expect(scene.text()).to.match(/Log in to see/);
  });
});
