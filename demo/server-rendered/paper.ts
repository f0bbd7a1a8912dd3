import type { Guard } from '../../src/server/index.js';

/** What the newspaper is made of. */
interface Press {
  /** Decides who reads on, and hands out the rest. It also answers at `/guard`, for the gates. */
  readonly guard: Guard;
  /** The two tags of the README, with `data-guard="/guard"` and `data-guard-cookie`. */
  readonly head: string;
}

interface Story {
  readonly title: string;
  readonly teaser: string;
  /** The premium part, by the name that the offers table lists. */
  readonly asset: string;
}

/** The offer that opens everything here. */
const offer = 'S100000001_DE';

const stories: Readonly<Record<string, Story>> = {
  '/harbour': {
    title: 'A wall that moves',
    teaser: '<p>For sixty years the harbour trusted a wall of granite. This winter it gets one that goes up and down.</p>',
    asset: 'news/harbour.html',
  },
};

/** Which offers open which asset, as the guard is told. */
export const assets = { 'news/**': [offer], 'films/**': [offer] };

const page = ({ title }: Story, head: string, body: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">${head}</head>
<body><h1>${title}</h1>
${body}
</body>
</html>`;

/** What a reader gets who may not read on, or of whom it is not known now: the teaser, and a gate that asks for the rest. */
const gate = ({ teaser, asset }: Story): string =>
  `<cleeng-gate offer-id="${offer}" src="${asset}"><div slot="preview">${teaser}</div></cleeng-gate>`;

/** The premium part as the guard hands it out to this reader, so that the films in it play. */
async function read(guard: Guard, { headers, url }: Request, asset: string): Promise<string | undefined> {
  const response = await guard(new Request(new URL(`/guard/content/${asset}`, url), { headers }));
  return response.ok ? response.text() : undefined;
}

/**
 * A newspaper whose pages are drawn on the server. The reader's cookie goes along with each page, so a subscriber gets
 * the whole article in the first answer. A cookie lives no longer than the token in it, minutes as a rule: whoever
 * comes back later is answered with the preview and a gate, and the gate opens without a reload as soon as the browser
 * has refreshed its token. It then sets the cookie anew.
 */
export const createPaper = ({ guard, head }: Press) => async (request: Request): Promise<Response> => {
  const { pathname } = new URL(request.url);
  const story = Object.hasOwn(stories, pathname) ? stories[pathname] : undefined;
  if (!story) return new Response('There is no such page.', { status: 404 });
  const { accessGranted } = await guard.decide(request, story.asset);
  const premium = accessGranted ? await read(guard, request, story.asset) : undefined;
  const body = premium === undefined ? gate(story) : `<article>${story.teaser}${premium}</article>`;
  const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'private, no-store', 'Vary': 'Cookie' };
  return new Response(page(story, head, body), { headers });
};
