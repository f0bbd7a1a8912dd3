import type { Answer } from '../mediastore/request.js';
import { createKeyRequest, openSealed, readSealed, textOf, type Sealed } from '../sealed/open.js';
import type { Brought, Errand } from '../stores/content.js';
import type { Bringer, FromHtml, More } from './hard.js';
import { keyRing, type KeyRing } from './key-ring.js';
import type { Show } from './place.js';

/**
 * Content of a gate that holds a sealed envelope, or says where one is: the guard's key is the verdict.
 *
 * @param source the element that holds it, or where it is
 */
export function createBringer(source: Element | string, fromHtml: FromHtml, more: More): Bringer {
  let ring: KeyRing | undefined;

  const show = async (sealed: Sealed, key: CryptoKey): Promise<Show> => {
    const bytes = await openSealed(sealed, key);
    const { cty, ce } = sealed.header;
    return cty === 'text/html' && !ce ? fromHtml(textOf(bytes)) : (await more()).fromContent(bytes, sealed.header, fromHtml);
  };

  const open = async (text: string, { send, customerId, offerIds, now, maxAge }: Errand): Promise<Brought | Answer> => {
    const sealed = readSealed(text);
    ring = keyRing(customerId, sealed.tag, now);
    let kept = await ring();
    const stored = kept && now - kept.at < maxAge;
    if (!stored) {
      const [body, keyFrom] = await createKeyRequest(sealed, offerIds);
      const answer = await send('keys', body);
      const { status, headers } = answer;
      if (status !== 200 && status !== 400) return answer;
      const key = await keyFrom(answer.text, Date.parse(headers.get('date')!) / 1000 || 0, customerId);
      kept = { key, at: now - Number(headers.get('age')) * 1000 };
    }
    const shown = await show(sealed, kept!.key!);
    return {
      stored,
      age: (now - kept!.at) / 1000,
      content() {
        void ring!(kept);
        return shown();
      },
    };
  };

  const bring = async (errand: Errand, cache: RequestCache = 'default'): Promise<Brought | Answer> => {
    if (!(crypto as Partial<Crypto>).subtle) throw 'unsupported';
    const text = source instanceof Element ? source.textContent : await errand.get(new URL(source, document.URL).href, cache);
    try {
      return await open(text, errand);
    } catch (error) {
      if ((error as Error).name === 'MediaStoreError') throw error;
      if (source instanceof Element || cache !== 'default') throw 'corrupt';
      // An edition that was published by half is fetched once more, past what the browser remembers of it.
      return bring(errand, 'reload');
    }
  };

  return { bring, forget() { void ring?.({ at: 0 }); } };
}
