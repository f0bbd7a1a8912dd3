import type { Sealed } from '../sealed/open.js';
import { unpack } from '../sealed/unpack.js';
import type { FromHtml } from './hard.js';
import type { Show } from './place.js';

/** A picture, sound or film is shown; all else is there to be saved, and nothing a browser would run. */
function fromBytes(bytes: ArrayBuffer, { cty, asset }: Sealed['header']): HTMLElement {
  const [, kind] = /^(image|audio|video)\//.exec(cty) ?? [];
  const src = URL.createObjectURL(new Blob([bytes], { type: kind ? cty : 'application/octet-stream' }));
  const place = document.createElement(kind?.replace('image', 'img') ?? 'a');
  return Object.assign(place, { src, controls: true }, kind ? { alt: asset } : { href: src, download: asset, textContent: asset });
}

/** Sealed content that is more than plain HTML: compressed, or of another type. */
export async function fromContent(content: ArrayBuffer, header: Sealed['header'], fromHtml: FromHtml): Promise<Show> {
  const bytes = header.ce ? await unpack(content) : content;
  return /^text\/html\b/.test(header.cty) ? fromHtml(await new Blob([bytes]).text()) : () => fromBytes(bytes, header);
}
