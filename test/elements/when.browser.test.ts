import { expect } from '@open-wc/testing';
import { followConditions } from '../../src/elements/when.js';
import { createTab, signedIn, type Tab } from '../stores/tab.js';

const offer = 'S123456789_US';
const conditions = ['signed-in', 'signed-out', `granted:${offer}`, `locked:${offer}`];

/** A document of its own for each test, since a document is followed as long as it lives. */
function open(tab: Tab, markup = conditions.map((condition) => `<p data-cleeng-when="${condition}"></p>`).join('')) {
  const page = document.implementation.createHTMLDocument();
  page.body.innerHTML = markup;
  followConditions(tab.stores, page);
  const holding = (): (string | null)[] => [...page.querySelectorAll('[data-cleeng-true]')].map((element) => element.getAttribute('data-cleeng-when'));
  return { page, holding };
}

describe('data-cleeng-when', () => {
  it('marks what is true of a reader who is signed out', () => {
    const tab = createTab();
    tab.configure();
    expect(open(tab).holding()).to.deep.equal(['signed-out', `locked:${offer}`]);
  });

  it('marks what is true of a customer, once the service has spoken', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    const { holding } = open(tab);
    expect(holding()).to.deep.equal(['signed-in']);
    await tab.settle();
    expect(holding()).to.deep.equal(['signed-in', `granted:${offer}`]);
  });

  it('marks what is denied as locked', async () => {
    const tab = signedIn();
    const { holding } = open(tab);
    await tab.settle();
    expect(holding()).to.deep.equal(['signed-in', `locked:${offer}`]);
  });

  it('marks a cached grant at once', async () => {
    const before = signedIn();
    before.service.grants.add(`1 ${offer}`);
    before.watch(offer);
    await before.settle();
    const tab = createTab({ clock: before.clock, service: before.service, local: before.local });
    tab.configure();
    expect(open(tab).holding()).to.deep.equal(['signed-in', `granted:${offer}`]);
  });

  it('marks neither side while nobody has configured, while a source is silent, or when the check fails', async () => {
    expect(open(createTab()).holding()).to.deep.equal([]);
    const silent = createTab();
    silent.configure({ getToken: async () => new Promise(() => undefined) });
    expect(open(silent).holding()).to.deep.equal([]);
    await silent.clock.tick(5000);
    expect(open(silent).holding()).to.deep.equal([]);
    const failing = signedIn();
    failing.service.faults.set('/entitlements/', { status: 500 });
    const { holding } = open(failing);
    await failing.settle();
    expect(holding()).to.deep.equal(['signed-in']);
  });

  it('follows a logout at once', async () => {
    const tab = signedIn();
    tab.service.grants.add(`1 ${offer}`);
    const { holding } = open(tab);
    await tab.settle();
    void tab.stores.signOut();
    expect(holding()).to.deep.equal(['signed-out', `locked:${offer}`]);
  });

  it('follows what is added, changed and removed later, and listens to nothing for what has gone', async () => {
    const tab = createTab();
    tab.configure();
    const listeners = (): number => tab.stores.watch(offer).lc;
    const { page, holding } = open(tab, '<main></main>');
    const main = page.querySelector('main')!;
    main.innerHTML = '<section><p data-cleeng-when="signed-out"></p></section>';
    await Promise.resolve();
    expect(holding()).to.deep.equal(['signed-out']);
    const condition = main.querySelector('p')!;
    condition.dataset.cleengWhen = 'signed-in';
    await Promise.resolve();
    expect(holding()).to.deep.equal([]);
    condition.dataset.cleengWhen = `granted:${offer}`;
    await Promise.resolve();
    expect(listeners()).to.equal(1);
    main.replaceChildren();
    await Promise.resolve();
    expect(listeners()).to.equal(0);
  });

  it('keeps its mark when it is moved', async () => {
    const tab = createTab();
    tab.configure();
    const { page, holding } = open(tab, '<p data-cleeng-when="signed-out"></p><main></main>');
    page.querySelector('main')!.append(page.querySelector('p')!);
    await Promise.resolve();
    expect(holding()).to.deep.equal(['signed-out']);
  });

  it('marks nothing for a condition that it does not know', () => {
    const tab = createTab();
    tab.configure();
    expect(open(tab, '<p data-cleeng-when="subscribed"></p><p data-cleeng-when=""></p>').holding()).to.deep.equal([]);
  });

  it('tells the author once of each condition that it does not know, and what to write', async () => {
    const tab = createTab();
    tab.configure();
    const wrong = ['subscribed', '', 'granted', 'locked:', `signed-in:${offer}`, ` ${conditions[0]!}`];
    open(tab, [...wrong, ...wrong, ...conditions].map((condition) => `<p data-cleeng-when="${condition}"></p>`).join(''));
    await tab.settle();
    expect(tab.log.map((line) => /^error .*data-cleeng-when="(.*?)" .*signed-in, signed-out, granted:.* locked:/.exec(line)?.[1])).to.deep.equal(wrong);
  });
});
