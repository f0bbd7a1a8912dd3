import { expect } from '@open-wc/testing';
import { keyRing } from '../../src/elements/key-ring.js';
import { clear, until } from './gate.js';
import { canary, createHardScene, html, offer, wordOf, type HardScene } from './guarded.js';

const forget = async (): Promise<void> => new Promise((resolve) => {
  const request = indexedDB.deleteDatabase('cleeng-gate');
  request.onsuccess = request.onerror = request.onblocked = () => { resolve(); };
});
beforeEach(forget);
afterEach(clear);

const preview = '<p slot="preview">Teaser</p>';
const child = (envelope: string, more = ''): string => `<hard-gate offer-id="${offer}" ${more}>${preview}<script type="application/jose+json">${envelope}</script></hard-gate>`;
const address = 'https://cdn.example/news/one.jwe';
const file = (more = ''): string => `<hard-gate offer-id="${offer}" sealed-src="${address}" ${more}>${preview}</hard-gate>`;
const premium = (): Element | null => document.querySelector('#premium');
const key = 'POST /guard/keys';
const day = 86_400_000;

interface Case { readonly scene: HardScene; readonly element: Awaited<ReturnType<HardScene['put']>> }

/** A reader before a gate with sealed content, once it has come to a word. */
async function reads(scene: HardScene, source: string, word = 'granted'): Promise<Case> {
  const element = scene.put(source);
  await scene.until(() => wordOf(element) === word);
  await element.updateComplete;
  return { scene, element };
}
async function opened(more = ''): Promise<Case> {
  const scene = createHardScene();
  await scene.signIn('owner');
  return reads(scene, child(await scene.seal(html), more));
}

describe('a gate with sealed content', () => {
  it('opens with a key, after one request', async () => {
    const { scene, element } = await opened();
    expect(premium()?.outerHTML).to.equal(`<p class="lead" id="premium">${canary}</p>`);
    expect([scene.requests, element.protection]).to.deep.equal([[key], 'hard']);
    expect(scene.answers.join()).not.to.include(canary);
  });

  it('opens a file on any host, fetched without token or cookies', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    let sent: RequestInit | undefined;
    scene.files.set('/news/one.jwe', await scene.seal(html));
    scene.watch = (url, init) => { if (url.href === address) sent = init; };
    await reads(scene, file());
    expect(scene.requests).to.deep.equal(['GET /news/one.jwe', key]);
    expect([sent?.credentials, JSON.stringify(sent?.headers ?? {})]).to.deep.equal(['omit', '{}']);
  });

  it('stays shut for who has no right, and no key leaves the guard', async () => {
    const scene = createHardScene();
    await scene.signIn('nobody');
    await reads(scene, child(await scene.seal(html)), 'denied not-entitled');
    expect([premium(), scene.answers]).to.deep.equal([null, ['403 {"code":"not-entitled"}']]);
  });

  it('is asked about again by the entitlement route, and goes on a refund with the key that was kept', async () => {
    const { scene, element } = await opened();
    scene.simulator.refund('owner', 'monthly');
    await scene.pass(301_000);
    await scene.until(() => element.access === 'denied');
    expect([scene.requests.slice(1), premium()]).to.deep.equal([[`GET /guard/entitlements?offers=${offer}`], null]);
  });

  it('shows a picture from a blob, and takes its address back', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    const pixel = Uint8Array.from(atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'), (letter) => letter.charCodeAt(0));
    const { element } = await reads(scene, child(await scene.seal(pixel, { cty: 'image/gif' })));
    const image = element.querySelector('img')!;
    await until(() => image.naturalWidth === 1);
    const { src } = image;
    scene.signOut();
    expect(element.querySelector('img')).to.equal(null);
    const gone = await fetch(src).then(() => false, () => true);
    expect(gone).to.equal(true);
  });

  for (const [cty, tag] of [['audio/mpeg', 'audio'], ['video/mp4', 'video'], ['application/pdf', 'a']] as const) {
    it(`shows ${cty} in <${tag}>`, async () => {
      const scene = createHardScene();
      await scene.signIn('owner');
      const { element } = await reads(scene, child(await scene.seal(new Uint8Array([1, 2, 3]), { cty })));
      expect(element.lastElementChild?.localName).to.equal(tag);
      expect((element.lastElementChild as HTMLAudioElement).src).to.match(/^blob:/);
    });
  }

  for (const cty of ['application/xhtml+xml', 'text/xml', 'application/pdf']) {
    it(`hands ${cty} out as bytes that no browser runs`, async () => {
      const scene = createHardScene();
      await scene.signIn('owner');
      const { element } = await reads(scene, child(await scene.seal(new Uint8Array([1, 2, 3]), { cty })));
      expect((await (await fetch((element.lastElementChild as HTMLAnchorElement).href)).blob()).type).to.equal('application/octet-stream');
    });
  }
});

describe('a key that is kept', () => {
  /** How many keys the browser holds. */
  const kept = async (): Promise<number> => new Promise((resolve, reject) => {
    const opening = indexedDB.open('cleeng-gate');
    opening.onupgradeneeded = () => { opening.transaction!.abort(); };
    opening.onerror = () => { resolve(0); };
    opening.onsuccess = () => {
      const asking = opening.result.transaction('keys').objectStore('keys').get(0) as IDBRequest<Map<string, unknown> | undefined>;
      opening.result.close();
      asking.onsuccess = () => { resolve(asking.result?.size ?? 0); };
      asking.onerror = () => { reject(asking.error!); };
    };
  });

  /** The reader comes back later to the same article, in a new page. */
  async function again({ scene }: Case, envelope: string, ms: number, { customer = 'owner', more = '' } = {}): Promise<HardScene> {
    clear();
    await scene.pass(1100);
    const next = createHardScene({ }, {}, scene);
    await next.signIn(customer as 'owner');
    await next.pass(ms);
    next.fault = () => new TypeError('Failed to fetch');
    next.put(child(envelope, more));
    await next.until(() => document.querySelector<HTMLElement & { access: string }>('hard-gate')?.access !== 'checking');
    return next;
  }
  const word = (): string => wordOf(document.querySelector('hard-gate')!);
  async function first(): Promise<[Case, string]> {
    const scene = createHardScene();
    await scene.signIn('owner');
    const envelope = await scene.seal(html);
    const now = await reads(scene, child(envelope));
    await until(async () => (await kept()) === 1);
    return [now, envelope];
  }

  it('opens offline, without a request, within its maxAge', async () => {
    const [case1, envelope] = await first();
    const next = await again(case1, envelope, 60_000);
    expect([word(), next.requests, premium()?.textContent]).to.deep.equal(['granted', [], canary]);
  });

  it('opens offline for a day and no longer', async () => {
    const [case1, envelope] = await first();
    await again(case1, envelope, day - 10_000);
    expect(word()).to.equal('granted');
    await again(case1, envelope, day + 60_000);
    expect(word()).to.equal('failed network');
  });

  it('is none if it is dated more than a minute ahead', async () => {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['decrypt']);
    const names = async (at: number): Promise<boolean> => {
      await keyRing('1', 'tide', at)({ key, at });
      return Boolean(await keyRing('1', 'tide', 1e12)());
    };
    expect([await names(1e12 + 59_000), await names(1e12 + 61_000)]).to.deep.equal([true, false]);
  });

  it('opens for nobody else', async () => {
    const [case1, envelope] = await first();
    await again(case1, envelope, 1000, { customer: 'nobody' });
    expect([word(), premium()]).to.deep.equal(['failed network', null]);
  });

  it('does not open with on-failure="lock" once it is older than maxAge', async () => {
    const [case1, envelope] = await first();
    await again(case1, envelope, 100_000, { more: 'on-failure="lock"' });
    expect(word()).to.equal('granted');
    await again(case1, envelope, 301_000, { more: 'on-failure="lock"' });
    expect([word(), premium()]).to.deep.equal(['failed network', null]);
  });

  it('is gone when the reader has logged out', async () => {
    const [case1, envelope] = await first();
    case1.scene.signOut();
    await again(case1, envelope, 1000);
    expect([word(), premium()]).to.deep.equal(['failed network', null]);
  });

  it('is gone when the reader has logged out on a page without a gate, once another page has one', async () => {
    const [case1, envelope] = await first();
    clear();
    await case1.scene.pass(1100);
    const out = createHardScene({}, {}, case1.scene);
    const element = out.put(child(envelope));
    await out.until(() => element.access === 'signed-out');
    await again(case1, envelope, 1000);
    expect([word(), premium()]).to.deep.equal(['failed network', null]);
  });

  it('is gone when the service has said no', async () => {
    const [case1, envelope] = await first();
    case1.scene.simulator.refund('owner', 'monthly');
    await case1.scene.pass(301_000);
    await case1.scene.until(() => case1.element.access === 'denied');
    await until(async () => (await kept()) === 0);
    await again(case1, envelope, 1000);
    expect(word()).to.equal('failed network');
  });
});

describe('faults on the way to sealed content', () => {
  const spoil = (envelope: string, field: string): string => {
    const json = JSON.parse(envelope) as Record<string, string>;
    json[field] = (json[field]!.startsWith('A') ? 'B' : 'A') + json[field]!.slice(1);
    return JSON.stringify(json);
  };

  for (const field of ['ciphertext', 'tag', 'iv']) {
    it(`a spoilt ${field} is corrupt`, async () => {
      const scene = createHardScene();
      await scene.signIn('owner');
      await reads(scene, child(spoil(await scene.seal(html), field)), 'failed corrupt');
      expect(premium()).to.equal(null);
    });
  }

  it('what is no envelope is corrupt', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    await reads(scene, child('{}'), 'failed corrupt');
  });

  it('a file that was published by half is fetched once more, past the HTTP cache', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    const whole = await scene.seal(html);
    const caches: (string | undefined)[] = [];
    scene.files.set('/news/one.jwe', spoil(whole, 'ciphertext'));
    scene.watch = (url, { cache }) => {
      if (url.href !== address) return;
      caches.push(cache);
      if (caches.length === 2) scene.files.set('/news/one.jwe', whole);
    };
    await reads(scene, file());
    expect(caches).to.deep.equal(['default', 'reload']);
  });

  it('and is corrupt if it is still spoilt; it is not fetched again by itself', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    scene.files.set('/news/one.jwe', spoil(await scene.seal(html), 'ciphertext'));
    await reads(scene, file(), 'failed corrupt');
    await scene.pass(100_000);
    expect(scene.requests.filter((request) => request.startsWith('GET'))).to.have.length(2);
  });

  it('an answer of another key pair, customer or asset is dropped', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    const envelope = await scene.seal(html);
    await reads(scene, child(envelope));
    const stale = scene.answers.at(-1)!.slice(4);
    clear();
    await forget();
    scene.fault = () => new Response(stale);
    await reads(scene, child(envelope), 'failed corrupt');
    expect(premium()).to.equal(null);
  });

  for (const [name, fault, word] of [
    ['a guard that cannot find out', () => Response.json({ code: 'service' }, { status: 503 }), 'failed service'],
    ['a guard that is away', () => new TypeError('Failed to fetch'), 'failed network'],
    ['a country', () => Response.json({ code: 'blocked-country' }, { status: 403 }), 'denied blocked-country'],
  ] as const) {
    it(`${name}: ${word}`, async () => {
      const scene = createHardScene();
      await scene.signIn('owner');
      scene.fault = (path) => (path === '/guard/keys' ? fault() : undefined);
      await reads(scene, child(await scene.seal(html)), word);
    });
  }

  it('a file that is not there says nothing about the reader', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    scene.files.set('/news/other.jwe', '');
    await reads(scene, file(), 'failed service');
  });

  it('a page without WebCrypto is not supported', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    const envelope = await scene.seal(html);
    Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true });
    try {
      await reads(scene, child(envelope), 'failed unsupported');
    } finally {
      Reflect.deleteProperty(crypto, 'subtle');
    }
  });

  it('a storage that fails keeps nobody from reading', async () => {
    const scene = createHardScene();
    await scene.signIn('owner');
    const envelope = await scene.seal(html);
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = () => { throw new DOMException('blocked', 'SecurityError'); };
    try {
      await reads(scene, child(envelope));
    } finally {
      IDBFactory.prototype.open = open;
    }
    expect(premium()?.textContent).to.equal(canary);
  });
});
