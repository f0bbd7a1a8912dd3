import type { Show } from './place.js';
import { policy } from './trusted.js';

/** Goes beyond what no sanitizer lets through: what would change the page around the content. */
const removed = ['base', 'link', 'meta', 'object', 'embed'];

/** Attributes that a frame keeps. */
const kept = ['title', 'allow', 'loading', 'width', 'height', 'sandbox', 'src'];

interface Sanitizing {
  setHTML?(html: string, options: { sanitizer: object }): void;
}

/** A frame as the HTML asked for it, if it shows a page by https. */
function frame(mark: Element): Element[] {
  const made = document.createElement('iframe');
  for (const name of kept) if (mark.hasAttribute(name)) made.setAttribute(name, mark.getAttribute(name)!);
  return made.src.startsWith('https:') ? [made] : [];
}

/**
 * Premium HTML as an element that is not on the page yet: with all that publishers write, and without scripts,
 * event handlers and `javascript:` addresses. No sanitizer keeps a frame; so frames go in under another name,
 * and are made anew.
 */
export async function fromHtml(html: string): Promise<Show> {
  const marked = html.replace(/<(\/?)iframe\b/gi, '<$1cleeng-frame');
  const place = document.createElement('div');
  const { setHTML } = place as Sanitizing;
  if (setHTML) setHTML.call(place, marked, { sanitizer: { removeElements: removed, removeAttributes: [] } });
  else place.append((await import('./purify.js')).purify(marked, policy()));
  for (const mark of place.querySelectorAll('cleeng-frame')) mark.replaceWith(...frame(mark));
  return () => place;
}
