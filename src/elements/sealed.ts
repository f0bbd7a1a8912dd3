import { createKeyRequest, openSealed, readSealed, type Sealed } from '../sealed/open.js';
import type { Answer } from '../mediastore/request.js';
import type { Brought, Errand } from '../stores/content.js';
import type { CleengGate } from './cleeng-gate.js';
import { hardSource } from './hard-source.js';
import type { Bringer, FromHtml, More } from './hard.js';
import type { KeptKey } from './key-ring.js';
import type { Show } from './place.js';

const decoder = new TextDecoder();

/** Whether a key may have been kept; what looks after keys is loaded only then. */
const hasRing = async (): Promise<boolean> => {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === 'cleeng-gate');
  } catch {
    return false;
  }
};

/** Content of a gate that holds a sealed envelope, or says where one is: the guard's key is the verdict. */
export function createBringer(gate: CleengGate, fromHtml: FromHtml, more: More): Bringer {
  let opened: readonly [customerId: string, now: number, name: string] | undefined;

  const ring = async (put?: KeptKey | null): Promise<KeptKey | undefined> =>
    opened && (put || (await hasRing())) ? (await more()).keyRing(...opened, put) : undefined;

  const show = async (sealed: Sealed, key: CryptoKey): Promise<Show> => {
    const bytes = await openSealed(sealed, key);
    const { header } = sealed;
    if (!/^text\/html\b/.test(header.cty)) {
      const { fromBytes } = await more();
      return () => fromBytes(bytes, header);
    }
    const place = await fromHtml(decoder.decode(bytes));
    return () => place;
  };

  const open = async (source: string, { send, customerId, offerIds, now, maxAge }: Errand): Promise<Brought | Answer> => {
    const sealed = readSealed(source);
    opened = [customerId, now, sealed.tag];
    const kept = await ring();
    if (kept && now - kept.at < maxAge) return { content: await show(sealed, kept.key), age: (now - kept.at) / 1000, stored: true };
    const { body, keyFrom } = await createKeyRequest(sealed, offerIds);
    const answer = await send('keys', body);
    const { status, text, headers } = answer;
    if (status !== 200 && status !== 400) return answer;
    const key = await keyFrom(text, Date.parse(headers.get('date') ?? '') / 1000 || 0, customerId);
    const age = Number(headers.get('age'));
    const shown = await show(sealed, key);
    return {
      age,
      content() {
        void ring({ key, at: now - age * 1000 });
        return shown();
      },
    };
  };

  const bring = async (errand: Errand, cache: RequestCache = 'default'): Promise<Brought | Answer> => {
    if (!(crypto as Partial<Crypto>).subtle) throw 'unsupported';
    const source = hardSource(gate);
    const file = source instanceof Element ? { status: 200, text: source.textContent } : await errand.get(new URL(source!, document.URL).href, cache);
    // Whatever a host of files says, it is no word about the reader.
    if (file.status !== 200) return { ...file, status: 503 } as Answer;
    try {
      return await open(file.text, errand);
    } catch (error) {
      if ((error as Error).name === 'MediaStoreError') throw error;
      if (source instanceof Element || cache !== 'default') throw 'corrupt';
      // An edition that was published by half is fetched once more, past what the browser remembers of it.
      return bring(errand, 'reload');
    }
  };

  return { bring, forget() { void ring(null); } };
}
