import { expect, waitUntil } from '@open-wc/testing';
import { authKey } from '../stores/tab.js';
import { clear, open } from './library.js';

const [one, two, three] = ['R111111111_US', 'R222222222_US', 'S333333333_US'];
const card = (text: string, offerIds: string): string => `<a href="#${text}" data-offer-id="${offerIds}">${text}</a>`;
const films = `<ul><li>${card('One', one)}</li><li>${card('Two', two)}</li></ul>${card('Three', `${three} ${one}`)}`;
/** A card far below the window. */
const far = (text: string, offerIds: string): string => `<div style="margin-block-start: 500vh">${card(text, offerIds)}</div>`;

describe('<cleeng-library> with cards', () => {
  afterEach(clear);

  it('marks each card with its access word', async () => {
    const { words } = await open(films, { granted: [one] });
    expect(words()).to.equal('granted denied granted');
  });

  it('says the lock of each card to those who cannot see it', async () => {
    const { library } = await open(films, { granted: [one] });
    const names = [...library.querySelectorAll('a')].map(({ textContent }) => textContent);
    expect(names).to.deep.equal(['One Unlocked', 'Two Locked', 'Three Unlocked']);
    expect(library.querySelector('[data-cleeng-lock]')!.getBoundingClientRect().width).to.be.at.most(1);
  });

  for (const [lang, page, runs] of [['ar', 'ltr', 'rtl'], ['ur', 'rtl', 'ltr'], ['de', 'rtl', 'ltr']] as const) {
    it(`its bar runs ${runs} in ${lang}, whatever the page does`, async () => {
      const { library, part, settle } = await open(films);
      library.lang = lang;
      library.dir = page;
      library.requestUpdate();
      await waitUntil(async () => {
        await settle();
        return part('filter') && part('bar')!.lang === (lang === 'ur' ? 'en' : lang);
      });
      expect(getComputedStyle(part('bar')!).direction).to.equal(runs);
      expect(getComputedStyle(library).direction).to.equal(page);
    });
  }

  it('leaves a publisher’s lock where it stands when the offer of its card changes', async () => {
    const { library, tab } = await open(`<p data-offer-id="${two}"><b data-cleeng-lock></b> Film</p>`, { granted: [one] });
    const lock = library.querySelector('b')!;
    library.querySelector('p')!.dataset.offerId = one;
    await waitUntil(async () => {
      await tab.clock.tick(1000);
      return lock.textContent === ' Unlocked';
    });
    expect([lock.isConnected, library.querySelectorAll('[data-cleeng-lock]').length]).to.deep.equal([true, 1]);
  });

  it('fills the lock that a framework has drawn anew, and makes no second one', async () => {
    const { library, tab } = await open(`<p data-offer-id="${two}"><i><b data-cleeng-lock></b></i> Film</p>`);
    library.querySelector('i')!.innerHTML = '<b data-cleeng-lock></b>';
    await tab.clock.tick(1000);
    expect(Array.from(library.querySelectorAll('[data-cleeng-lock]'), ({ textContent }) => textContent)).to.deep.equal([' Locked']);
  });

  it('uses the lock that a card has already', async () => {
    const { library } = await open(`<p data-offer-id="${one}"><b data-cleeng-lock></b> Film</p>`);
    expect(library.querySelector('p')!.innerHTML).to.equal('<b data-cleeng-lock=""> Locked</b> Film');
  });

  it('is signed-out for nobody, without a request', async () => {
    const { words, tab } = await open(films, { customer: null });
    expect(words()).to.equal('signed-out signed-out signed-out');
    expect(tab.service.requests).to.deep.equal([]);
  });

  it('counts, and reports each change of the counts once', async () => {
    const { changes, part, settle, tab } = await open(films, { granted: [one], before: ({ service }) => { service.delay = 1000; } });
    expect(part('counts')!.textContent).to.equal('3 titles shown · 3 still being checked');
    await tab.clock.tick(1000);
    await settle();
    expect(part('counts')!.textContent).to.equal('3 titles shown');
    expect(changes).to.deep.equal(['0 0 3', '2 1 0']);
  });

  it('shows what the filter asks for, and says so in its attribute', async () => {
    const { choose, library, seen } = await open(films, { granted: [one] });
    await choose('unlocked');
    expect(seen()).to.equal('One Three');
    expect(library.getAttribute('filter')).to.equal('unlocked');
    await choose('locked');
    expect(seen()).to.equal('Two');
    await choose('all');
    expect(seen()).to.equal('One Two Three');
  });

  it('takes the filter from the attribute, and an unknown one for all', async () => {
    const { library, seen, settle } = await open(films, { granted: [one] });
    library.setAttribute('filter', 'locked');
    await settle();
    expect(seen()).to.equal('Two');
    expect(library.shadowRoot!.querySelectorAll('input')[2]!.checked).to.equal(true);
    library.setAttribute('filter', 'mine');
    await settle();
    expect(seen()).to.equal('One Two Three');
  });

  for (const filter of ['unlocked', 'locked'] as const) {
    it(`keeps a card in sight under the filter ${filter} while nothing is known of it, or it could not be found out`, async () => {
      const { choose, seen, words } = await open(films, { before: ({ service }) => { service.faults.set(one, 'hang').set(two, { status: 500 }); } });
      await choose(filter);
      expect(words()).to.equal('checking failed checking');
      expect(seen()).to.equal('One Two Three');
    });
  }

  it('keeps the card that has the focus in sight', async () => {
    const { library, seen, settle, tab } = await open(films, { granted: [one] });
    library.filter = 'unlocked';
    await settle();
    library.querySelector('a')!.focus();
    void tab.stores.signOut();
    await settle();
    expect(seen()).to.equal('One');
  });

  it('asks first about what is near the viewport, and about the rest when a filter is chosen, what is owned first', async () => {
    const { choose, tab } = await open(card('One', one) + far('Two', two) + card('Three', three), { granted: [three] });
    expect(tab.service.requests.filter((request) => request.includes('entitlements'))).to.deep.equal([`GET /entitlements/${one}`]);
    await choose('unlocked');
    expect(tab.service.requests).to.deep.equal([`GET /entitlements/${one}`, 'GET /customers/1/offers', `GET /entitlements/${three}`, `GET /entitlements/${two}`]);
  });

  it('asks about the rest although the list of what is owned does not come', async () => {
    const { choose, settle, tab, words } = await open(card('One', one) + far('Two', two), { before: ({ service }) => { service.faults.set('/customers/', 'hang'); } });
    await choose('locked');
    expect(words()).to.equal('denied checking');
    await tab.clock.tick(1000);
    await settle();
    expect(words()).to.equal('denied denied');
  });

  it('shows a stored grant at once, wherever the card stands', async () => {
    const before = await open(card('One', one), { granted: [one] });
    const { words } = await open(`${card('Two', two)}${far('One', one)}`, {
      before: ({ local }) => { for (const [key, value] of before.tab.local.map) local.setItem(key, value); },
    });
    expect(words()).to.equal('denied granted');
  });

  it('follows cards that are added, re-ordered, removed and told another offer', async () => {
    const { library, part, settle, words } = await open(card('One', one), { granted: [one, three] });
    library.insertAdjacentHTML('beforeend', `<section>${card('Two', two)}</section>`);
    await settle();
    expect(words()).to.equal('granted denied');
    library.prepend(library.querySelector('section')!);
    await settle();
    expect(words()).to.equal('denied granted');
    library.querySelector('a')!.dataset.offerId = three;
    await settle();
    expect(words()).to.equal('granted granted');
    const gone = library.querySelector('section')!;
    gone.remove();
    await settle();
    expect(part('counts')!.textContent).to.equal('1 title shown');
    expect(gone.innerHTML).to.equal(card('Two', three));
  });

  it('keeps its words in a card whose inside is drawn anew', async () => {
    const { library, settle } = await open(card('One', one));
    library.querySelector('a')!.textContent = 'Another';
    await settle();
    expect(library.querySelector('a')!.textContent).to.equal('Another Locked');
  });

  it('makes no second lock in a card that comes back, or in a copy of one', async () => {
    const { library, settle } = await open(card('One', one));
    library.append(library.querySelector('a')!.cloneNode(true));
    const place = library.parentElement!;
    library.remove();
    place.append(library);
    await settle();
    expect([...library.querySelectorAll('a')].map(({ textContent }) => textContent)).to.deep.equal(['One Locked', 'One Locked']);
  });

  it('listens to nothing when it is off the page', async () => {
    const { library, tab } = await open(films);
    library.remove();
    expect([two, `${three} ${one}`].map((id) => tab.stores.watch(id).lc)).to.deep.equal([0, 0]);
    expect([tab.stores.$presence.lc, tab.stores.$surface.lc, tab.stores.$library.lc]).to.deep.equal([0, 0, 0]);
  });

  it('follows a login and a logout', async () => {
    const { settle, tab, words } = await open(films, { customer: null, granted: [one] });
    tab.local.setItem(authKey, tab.service.issue('1').jwt);
    tab.fire('focus');
    await settle();
    expect(words()).to.equal('granted denied granted');
    void tab.stores.signOut();
    await settle();
    expect(words()).to.equal('signed-out signed-out signed-out');
  });

  it('says a chosen filter aloud, and once more when everything is known', async () => {
    const { choose, library, settle, tab } = await open(films, { granted: [one], before: ({ service }) => { service.delay = 3000; } });
    const status = (): string | undefined => library.shadowRoot!.querySelector('[role=status]')?.textContent;
    expect(status()).to.equal(undefined);
    await choose('locked');
    expect(status()).to.equal('3 titles shown · 3 still being checked');
    await tab.clock.tick(3000);
    await settle();
    expect(status()).to.equal('1 title shown');
  });

  const empty: [string, 'unlocked' | 'locked', string | null, string[], RegExp][] = [
    ['none-unlocked', 'unlocked', '1', [], /Nothing is unlocked yet/],
    ['none-locked', 'locked', '1', [one, two, three], /Everything here is unlocked/],
    ['signed-out', 'unlocked', null, [], /Log in to see what is yours/],
  ];
  for (const [slot, filter, customer, granted, text] of empty) {
    it(`${slot}: says why the filter ${filter} leaves nothing, in the page's own words if it has some`, async () => {
      const scene = await open(`${films}<p slot="${slot}">Own words</p>`, { customer, granted });
      expect(scene.library.querySelector('p')!.checkVisibility()).to.equal(false);
      await scene.choose(filter);
      expect(scene.text()).to.match(text);
      expect(scene.library.querySelector('p')!.checkVisibility()).to.equal(true);
      await expect(scene.library).to.be.accessible();
    });
  }

  for (const filter of ['all', 'unlocked', 'locked'] as const) {
    it(`${filter}: passes axe`, async () => {
      const { choose, library } = await open(films, { granted: [one] });
      await choose(filter);
      await expect(library).to.be.accessible();
    });
  }

  it('speaks the language of its place, locks included', async () => {
    const { library, text } = await open(films, { granted: [one], before: () => { document.documentElement.lang = 'de'; }, configuration: { labels: { 'card.locked': 'Zu', 'library.all': 'Alles' } } });
    // Loading a language takes as long as it takes.
    await waitUntil(text, undefined, { timeout: 100_000 });
    document.documentElement.lang = 'en';
    expect(text()).to.match(/Alles/);
    expect(library.querySelectorAll('a')[1]!.textContent).to.equal('Two Zu');
  });
});
