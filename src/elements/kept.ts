export { keyRing } from './key-ring.js';

/** Sealed bytes that are no HTML: a picture, sound or film is shown, all else is there to be saved, and nothing a browser would run. */
export function fromBytes(bytes: BlobPart, { cty, asset }: { readonly cty: string; readonly asset: string }): HTMLElement {
  const [, kind] = /^(image|audio|video)\//.exec(cty) ?? [];
  const src = URL.createObjectURL(new Blob([bytes], { type: kind ? cty : 'application/octet-stream' }));
  const place = document.createElement(kind?.replace('image', 'img') ?? 'a');
  return Object.assign(place, { src, controls: true }, kind ? { alt: asset } : { href: src, download: asset, textContent: asset });
}
