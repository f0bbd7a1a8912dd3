import { expect, oneDefaultPreventedEvent } from '@open-wc/testing';
import type { CleengGate } from '../../src/elements/cleeng-gate.js';
import { clear, createScene, type Scene } from './gate.js';

const monthly = 'S100000001_DE';
const season = 'S100000002_DE';
const film = 'R100000003_DE';
const three = `<test-gate offer-id="${monthly} ${season} ${film}"></test-gate>`;

const catalogue = (scene: Scene): void => {
  const { offers } = scene.tab.service;
  offers.set(monthly, { offerTitle: 'Monthly' });
  offers.set(season, { offerTitle: 'Season', period: 'season', trialAvailable: false });
  offers.set(film, { offerTitle: 'One film', period: '48', trialAvailable: false });
};
const blocked = { status: 422, body: { responseData: {}, errors: ['Offer is blocked for country'] } };

const rows = (gate: CleengGate): string[] =>
  [...gate.shadowRoot!.querySelectorAll('[part=price]')].map((row) => row.textContent.replace(/\s+/g, ' ').trim());
const radios = (gate: CleengGate): HTMLInputElement[] => [...gate.shadowRoot!.querySelectorAll('input')];
const buy = (scene: Scene, gate: CleengGate): HTMLAnchorElement => scene.part(gate, 'buy') as HTMLAnchorElement;

describe('several offers in one gate', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = createScene({ customer: null });
    catalogue(scene);
  });
  afterEach(clear);

  it('are a choice by title and price, the first chosen', async () => {
    const gate = await scene.put(three);
    expect(rows(gate)).to.deep.equal(['Monthly €9.99 / month', 'Season €9.99 for the season', 'One film €9.99 for 48 hours']);
    expect(radios(gate).map(({ checked }) => checked)).to.deep.equal([true, false, false]);
    expect(gate.shadowRoot!.querySelector('legend')!.textContent).to.equal('Choose what suits you');
    await expect(gate).to.be.accessible();
  });

  it('are priced in the words of the texts where these are English for want of others', async () => {
    const gate = await scene.put(`<div lang="ur" dir="rtl">${three}</div>`);
    expect(rows(gate.querySelector<CleengGate>('test-gate') ?? gate)).to.deep.equal(['Monthly €9.99 / month', 'Season €9.99 for the season', 'One film €9.99 for 48 hours']);
  });

  it('are bought by the choice: address, event and the record of the checkout name the one chosen', async () => {
    const gate = await scene.put(three);
    radios(gate)[1]!.click();
    await gate.updateComplete;
    expect(new URL(buy(scene, gate).href).pathname).to.equal(`/checkout/${season}`);
    const asked = oneDefaultPreventedEvent(gate, 'cleeng-buy');
    buy(scene, gate).click();
    expect((await asked as unknown as { offerId: string }).offerId).to.equal(season);
    expect(scene.tab.session.getItem('cleeng-gate:checkout')).to.contain(season).and.not.to.contain(monthly);
  });

  it('show no choice until all of them are known', async () => {
    scene.tab.service.faults.set(`/offers/${film}`, 'hang');
    const gate = await scene.put(three);
    expect(rows(gate)).to.deep.equal([]);
    expect(buy(scene, gate)).not.to.equal(null);
  });

  it('leave out what is not sold here', async () => {
    scene.tab.service.faults.set(`/offers/${monthly}`, blocked);
    const gate = await scene.put(three);
    expect(rows(gate)).to.have.length(2);
    expect(new URL(buy(scene, gate).href).pathname).to.equal(`/checkout/${season}`);
  });

  it('show the one that is left without a choice', async () => {
    for (const id of [monthly, film]) scene.tab.service.faults.set(`/offers/${id}`, blocked);
    const gate = await scene.put(three);
    expect(rows(gate)).to.deep.equal(['Season €9.99 for the season']);
    expect(radios(gate)).to.deep.equal([]);
  });

  it('ask for no money when none is for sale, also from a customer', async () => {
    scene = createScene();
    scene.tab.service.faults.set('/offers/', blocked);
    const gate = await scene.put(three);
    expect([gate.access, gate.reason]).to.deep.equal(['denied', 'blocked-country']);
    expect(buy(scene, gate)).to.equal(null);
  });

  it('are sold to a customer as long as one of them can be', async () => {
    scene = createScene();
    catalogue(scene);
    scene.tab.service.faults.set(`/offers/${monthly}`, blocked);
    const gate = await scene.put(three);
    expect([gate.access, gate.reason]).to.deep.equal(['denied', 'not-entitled']);
    expect(buy(scene, gate)).not.to.equal(null);
  });
});
