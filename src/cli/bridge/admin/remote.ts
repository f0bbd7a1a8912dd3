import { complaint } from '../../../mediastore/body.js';
import type { Admin, Explained, StatusReport, SweepNews } from './admin.js';
import { findKey, type Key } from './key.js';

/** Milliseconds in which a bridge that runs says that it does. */
const patience = 3000;

async function ask({ url, secret }: Key, path: string, body: object = {}, signal?: AbortSignal): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST', body: JSON.stringify(body), redirect: 'error',
    headers: { 'authorization': `Bearer ${secret}`, 'content-type': 'application/json' }, ...(signal && { signal }),
  });
}

/** What it said. Both sides are of one program, so its shape is not looked at again. */
async function answer<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new Error(complaint(body) || `the bridge that runs answered ${response.status}`);
  return body as T;
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
}

function remoteAdmin(key: Key): Admin {
  return {
    works: true,
    status: async () => answer<StatusReport>(await ask(key, '/status')),
    explain: async (customerId) => answer<Explained>(await ask(key, '/explain', { customerId })),
    async *sweep(options) {
      const response = await ask(key, '/sweep', options);
      if (!response.body || !response.ok) throw await answer<never>(response);
      for await (const line of linesOf(response.body)) {
        const news = JSON.parse(line) as SweepNews | { readonly error: string };
        if ('error' in news) throw new Error(news.error);
        yield news;
      }
    },
    unhold: async (by, verdict, options) => answer<number>(await ask(key, '/unhold', { by, verdict, ...options })),
    dismiss: async (which, verdict, options) => answer<number>(await ask(key, '/dismiss', { ...which, verdict, ...options })),
    replay: async (which, options) => answer<number>(await ask(key, '/replay', { ...which, ...options })),
    close: async () => Promise.resolve(),
  };
}

/** The bridge that runs on a folder, if one does. A key that a crash left behind leads to nobody, or to a stranger. */
export async function reachAdmin(data: string): Promise<Admin | undefined> {
  const key = findKey(data);
  if (!key) return undefined;
  const reached = await ask(key, '/here', {}, AbortSignal.timeout(patience)).then(({ ok }) => ok, () => false);
  return reached ? remoteAdmin(key) : undefined;
}
