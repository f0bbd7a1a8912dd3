import { createKeyRequest, openSealed, readSealed, type Sealed } from '../sealed/open.js';
import type { Answer } from '../mediastore/request.js';
import type { Brought, Errand } from '../stores/content.js';
import type { CleengGate } from './cleeng-gate.js';
import { hardSource, type HardContent, type Purify } from './hard.js';
import { fromHtml } from './html.js';
import { keyRing } from './key-ring.js';
import { createPlace, type Show } from './place.js';

/** Sealed bytes that are no HTML: a picture, sound or film is shown, all else is there to be saved. */
function fromBytes(bytes: BlobPart, { cty, asset }: Sealed['header']): HTMLElement {
  const [, kind] = /^(image|audio|video)\//.exec(cty) ?? [];
  const src = URL.createObjectURL(new Blob([bytes], { type: cty }));
  const place = document.createElement(kind?.replace('image', 'img') ?? 'a');
  return Object.assign(place, { src, controls: true }, kind ? { alt: asset } : { href: src, download: asset, textContent: asset });
}

/** Content of a gate that holds a sealed envelope, or says where one is: the guard's key is the verdict. */
export function createSealed(gate: CleengGate, purify: Purify): HardContent {
  let opened: { readonly customerId: string; readonly now: number; readonly name: string } | undefined;

  const show = async (sealed: Sealed, key: CryptoKey): Promise<Show> => {
    const bytes = await openSealed(sealed, key);
    if (!/^text\/html\b/.test(sealed.header.cty)) return () => fromBytes(bytes, sealed.header);
    const place = await fromHtml(new TextDecoder().decode(bytes), purify);
    return () => place;
  };

  const open = async (source: string, { key: ask, customerId, offerIds, now, maxAge }: Errand): Promise<Brought | Answer> => {
    const sealed = readSealed(source);
    const name = sealed.tag;
    opened = { customerId, now, name };
    const kept = await keyRing(customerId, now, name);
    if (kept && now - kept.at < maxAge) return { content: await show(sealed, kept.key), age: (now - kept.at) / 1000, stored: true };
    const { body, keyFrom } = await createKeyRequest(sealed, offerIds);
    const answer = await ask(JSON.parse(body) as object);
    const { status, text, headers } = answer;
    if (status !== 200 && status !== 400) return answer;
    const key = await keyFrom(text, Date.parse(headers.get('date') ?? '') / 1000 || 0, customerId);
    const age = Number(headers.get('age'));
    const shown = await show(sealed, key);
    return {
      age,
      content() {
        void keyRing(customerId, now, name, { key, at: now - age * 1000 });
        return shown();
      },
    };
  };

  return createPlace(gate, async (errand) => {
    if (!(crypto as Partial<Crypto>).subtle) throw 'unsupported';
    const source = hardSource(gate);
    // An edition that was published by half is fetched once more, past what the browser remembers of it.
    for (const cache of ['default', 'reload'] as const) {
      const file = source instanceof Element ? { status: 200, text: source.textContent } : await errand.get(new URL(source!, document.URL).href, cache);
      // Whatever a host of files says, it is no word about the reader.
      if (file.status !== 200) return { ...file, status: 503 } as Answer;
      try {
        return await open(file.text, errand);
      } catch (error) {
        if ((error as Error).name === 'MediaStoreError') throw error;
      }
      if (source instanceof Element) break;
    }
    throw 'corrupt';
  }, () => { if (opened) void keyRing(opened.customerId, opened.now, opened.name, null); });
}
