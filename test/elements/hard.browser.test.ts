import { expect } from '@open-wc/testing';
import { clear, until } from './gate.js';
import { asset, canary, createHardScene, offer, wordOf, type HardScene } from './guarded.js';

afterEach(clear);

const gate = (more = '', ids = offer): string => `<hard-gate offer-id="${ids}" src="${asset}" ${more}><p slot="preview">Teaser</p></hard-gate>`;
const content = `GET /guard/content/${asset}`;
const refused = (status: number, code: string): Response => Response.json({ code }, { status });
const premium = (): Element | null => document.querySelector('#premium');

/** A reader before a gate whose content has come. */
async function opened(more = '', scene: HardScene = createHardScene()) {
  await scene.signIn('owner');
  const element = scene.put(gate(more));
  await scene.until(() => element.access === 'granted');
  await element.updateComplete;
  return { scene, element };
}

describe('a gate with src', () => {
  it('shows what the guard hands out, after one request', async () => {
    const { scene, element } = await opened();
    expect(premium()?.outerHTML).to.equal(`<p class="lead" id="premium">${canary}</p>`);
    expect(scene.requests).to.deep.equal([content]);
    expect(element.protection).to.equal('hard');
    expect(element.matches(':state(hard):state(granted):not(:state(soft))')).to.equal(true);
  });

  it('shows the same where the browser has no Sanitizer', async () => {
    const held = Object.getOwnPropertyDescriptor(Element.prototype, 'setHTML');
    Reflect.deleteProperty(Element.prototype, 'setHTML');
    const scene = createHardScene();
    await scene.signIn('owner');
    const element = scene.put(gate());
    try {
      await scene.until(() => element.access === 'granted');
      await element.updateComplete;
      expect(premium()?.outerHTML).to.equal(`<p class="lead" id="premium">${canary}</p>`);
    } finally {
      if (held) Object.defineProperty(Element.prototype, 'setHTML', held);
    }
  });

  it('is denied with the guard, and no premium byte has come', async () => {
    const scene = createHardScene();
    await scene.signIn('nobody');
    const element = scene.put(gate());
    await scene.until(() => element.access === 'denied');
    expect(wordOf(element)).to.equal('denied not-entitled');
    expect(scene.answers.join() + document.body.innerHTML).not.to.include(canary);
  });

  it('is signed out with nobody there, and asks for nothing', async () => {
    const scene = createHardScene();
    const element = scene.put(gate());
    await scene.until(() => element.access !== 'checking');
    expect([wordOf(element), scene.requests.length]).to.deep.equal(['signed-out no-token', 0]);
  });

  it('stays checking until its bytes have come, whatever was granted before', async () => {
    const { scene } = await opened();
    clear();
    let release = (): void => undefined;
    scene.fault = async () => new Promise((resolve) => { release = () => { resolve(undefined as never); }; });
    const again = scene.put(gate());
    await scene.pass(0);
    expect(again.access).to.equal('checking');
    release();
    await scene.until(() => again.access === 'granted');
  });

  it('is asked about again by the entitlement route alone, and neither fetched nor drawn again', async () => {
    const { scene, element } = await opened();
    const drawn = premium();
    await scene.pass(301_000);
    await scene.until(() => scene.requests.length === 2);
    expect(scene.requests).to.deep.equal([content, `GET /guard/entitlements?offers=${offer}`]);
    expect([element.access, premium()]).to.deep.equal(['granted', drawn]);
  });

  it('takes its content off the page and forgets it when a refund is learnt of', async () => {
    const { scene, element } = await opened();
    scene.simulator.refund('owner', 'monthly');
    void element.refresh();
    await scene.until(() => element.access === 'denied');
    await element.updateComplete;
    expect([wordOf(element), premium()]).to.deep.equal(['denied not-entitled', null]);
    scene.simulator.grant('owner', 'monthly');
    void element.refresh();
    await scene.until(() => element.access === 'granted');
    expect(scene.requests.filter((request) => request === content)).to.have.length(2);
  });

  it('takes it off at once when the reader logs out, also from a gate that is off the page', async () => {
    const { scene, element } = await opened();
    element.remove();
    scene.signOut();
    expect(element.querySelector('#premium')).to.equal(null);
    document.querySelector('.scene')!.append(element);
    await scene.until(() => element.access === 'signed-out');
  });

  it('shows another customer nothing of the one before', async () => {
    const { scene, element } = await opened();
    await scene.signIn('nobody');
    scene.tab.fire('focus');
    expect(premium()).to.equal(null);
    await scene.until(() => element.access === 'denied');
  });

  it('drops what comes late, for a reader who has gone', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    let release = (): void => undefined;
    scene.fault = async () => new Promise((resolve) => { release = () => { resolve(undefined as never); }; });
    const element = scene.put(gate());
    await scene.until(() => scene.requests.length);
    scene.signOut();
    release();
    await scene.pass(1000);
    expect([wordOf(element), premium()]).to.deep.equal(['signed-out no-token', null]);
  });

  it('drops what comes late, for a src that has changed', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    const element = scene.put(gate());
    await scene.until(() => scene.requests.length);
    element.src = 'news/two.html';
    await scene.until(() => element.access === 'denied');
    expect([wordOf(element), premium()]).to.deep.equal(['denied not-entitled', null]);
  });

  it('renews a token that the guard refuses once, and asks once more', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    // Two tokens of one second are one and the same.
    await scene.pass(2000);
    let times = 0;
    scene.fault = () => (++times === 1 ? refused(401, 'token-expired') : undefined);
    const element = scene.put(gate());
    await scene.until(() => times);
    await scene.pass(1000);
    await scene.until(() => element.access === 'granted');
    expect(scene.requests).to.deep.equal([content, content]);
  });

  it('opens for an owner of any of its offers', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    const element = scene.put(gate('', `R123456789_DE ${offer}`));
    await scene.until(() => element.access === 'granted');
    await scene.pass(301_000);
    expect([element.access, scene.requests.at(-1)]).to.deep.equal(['granted', `GET /guard/entitlements?offers=R123456789_DE,${offer}`]);
  });

  it('asks past the guard\'s memory when a purchase was reported, and opens', async () => {
    const scene = createHardScene();
    await scene.signIn('nobody');
    const element = scene.put(gate());
    await scene.until(() => element.access === 'denied');
    scene.simulator.grant('nobody', 'monthly');
    scene.tab.dispatch('MSSDK:purchase-successful', {});
    expect(element.access).to.equal('confirming');
    await scene.until(() => element.access === 'granted');
    expect(scene.requests).to.include(`GET /guard/entitlements?offers=${offer}&fresh=1`);
  });

  it('is not opened by on-failure="open", and shows nothing in a preview', async () => {
    const scene = createHardScene();
    scene.fault = () => refused(503, 'service');
    await scene.signIn('owner');
    const element = scene.put(gate('on-failure="open"'));
    await scene.until(() => element.access === 'failed');
    await element.updateComplete;
    expect([premium(), element.shadowRoot?.querySelector('slot:not([name])')]).to.deep.equal([null, null]);
    scene.fault = () => undefined;
    const shown = scene.put(gate('preview-as="granted"'));
    await shown.updateComplete;
    expect([premium(), shown.reason]).to.deep.equal([null, 'preview']);
  });

  it('opens in quirks of the page: content that frameworks removed comes back with the next child', async () => {
    const { element } = await opened();
    premium()!.parentElement!.remove();
    element.append('more');
    await until(() => premium());
  });
});

describe('faults on the way to a gate with src', () => {
  const faults: [fault: string, answer: () => Response | Error, word: string][] = [
    ['503', () => refused(503, 'service'), 'failed service'],
    ['429', () => refused(429, 'service'), 'failed service'],
    ['an outage', () => new TypeError('Failed to fetch'), 'failed network'],
    ['an asset that the guard does not know', () => refused(404, 'unknown-offer'), 'denied unknown-offer'],
    ['a country', () => refused(403, 'blocked-country'), 'denied blocked-country'],
    ['no right', () => refused(403, 'not-entitled'), 'denied not-entitled'],
    ['no answer to the token, again and again', () => refused(401, 'token-expired'), 'signed-out token-expired'],
  ];
  for (const [fault, answer, word] of faults) {
    it(`${fault}: ${word}`, async () => {
      const scene = createHardScene();
      await scene.signIn('owner');
      scene.fault = answer;
      const element = scene.put(gate());
      await scene.until(() => element.access !== 'checking');
      expect(wordOf(element)).to.equal(word);
    });
  }

  for (const [mode, word] of [['keep', 'granted'], ['lock', 'failed network'], ['open', 'granted']] as const) {
    it(`content that is shown stays through an outage with on-failure="${mode}" as ${word}`, async () => {
      const { scene, element } = await opened(`on-failure="${mode}"`);
      scene.fault = () => new TypeError('Failed to fetch');
      await scene.pass(301_000);
      await element.updateComplete;
      expect([wordOf(element), Boolean(premium())]).to.deep.equal([word, word === 'granted']);
      scene.fault = () => undefined;
      await scene.pass(20_000);
      await scene.until(() => element.access === 'granted' && premium());
    });
  }

  it('asks again after 1, 4 and 15 seconds, and opens when the guard is back', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    scene.fault = () => new TypeError('Failed to fetch');
    const element = scene.put(gate());
    await scene.until(() => element.access === 'failed');
    await scene.pass(6500);
    expect(scene.requests).to.have.length(3);
    scene.fault = () => undefined;
    await scene.pass(17_000);
    await scene.until(() => element.access === 'granted');
  });

  it('gives a guard that hangs eight seconds', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    scene.fault = async () => new Promise<never>(() => undefined);
    const element = scene.put(gate());
    await scene.until(() => scene.requests.length);
    await scene.pass(7000);
    expect(element.access).to.equal('checking');
    await scene.pass(2000);
    expect(wordOf(element)).to.equal('failed timeout');
  });
});

describe('what src may say', () => {
  const sources: [src: string, request: string | null][] = [
    ['news/one.html', content],
    ['https://news.example/guard/content/news/one.html', content],
    ['news/a b.html', 'GET /guard/content/news/a%20b.html'],
    ['/news/one.html', null],
    ['../../account', null],
    ['https://elsewhere.example/guard/content/news/one.html', null],
    ['https://user@news.example/guard/content/news/one.html', null],
    ['javascript:alert(1)', null],
    ['https://', null],
  ];
  for (const [src, request] of sources) {
    it(`${src} ${request ? 'is asked of the guard' : 'is misconfigured, and no token travels'}`, async () => {
      const scene = createHardScene();
      await scene.signIn('owner');
      const element = scene.put(`<hard-gate offer-id="${offer}" src="${src}"></hard-gate>`);
      await scene.until(() => element.access !== 'checking');
      expect(scene.requests).to.deep.equal(request ? [request] : []);
      if (!request) expect([wordOf(element), scene.tab.log.join()]).to.deep.equal(['failed misconfigured', `error cleeng-gate: src "${src}" is not content of the guard. Write the name of an asset, such as src="news/one.html", or an address under https://news.example/guard/.`]);
    });
  }

  it('is misconfigured where the page has no guard, and the author is told', async () => {
    const scene = createHardScene({}, { guard: undefined });
    const element = scene.put(gate());
    await scene.until(() => element.access !== 'checking');
    await scene.pass(0);
    expect([wordOf(element), scene.tab.log.length]).to.deep.equal(['failed misconfigured', 1]);
  });
});
