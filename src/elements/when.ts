import type { Known } from '../stores/known.js';
import type { Stores } from '../stores/stores.js';

const attribute = 'data-cleeng-when';

/** What is known, in the words of the attribute; nothing while it is not known. */
function wordOf(known: Known | boolean | undefined): string | undefined {
  if (typeof known !== 'object') return known === undefined ? known : known ? 'signed-in' : 'signed-out';
  return known.access === 'granted' ? 'granted' : /denied|signed-out/.test(known.access) ? 'locked' : undefined;
}

/**
 * Marks each element of a document whose `data-cleeng-when` is true with `data-cleeng-true`; the style sheet
 * hides the others. The attribute is `signed-in`, `signed-out`, `granted:` or `locked:` and offer ids.
 * Elements that are added, removed or told another condition later are followed. Before the next paint
 * every mark agrees with what the stores know, and they are asked only about what stands on the page.
 * The author hears of a condition that is none.
 */
export function followConditions({ $presence, author, watch }: Pick<Stores, '$presence' | 'author' | 'watch'>, document: Document): void {
  const followed = new Map<Element, () => void>();

  const follow = (element: Element): void => {
    const condition = element.getAttribute(attribute);
    followed.get(element)?.();
    followed.delete(element);
    if (condition === null || !element.isConnected) return element.removeAttribute('data-cleeng-true');
    const [, word, offerIds] = /^(signed-in$|signed-out$|granted(?=:)|locked(?=:))(?::(.+))?$/.exec(condition) ?? [];
    if (!word) author(attribute, condition);
    const mark = (known: Known | boolean | undefined): void => { element.toggleAttribute('data-cleeng-true', wordOf(known) === word); };
    followed.set(element, (offerIds ? watch(offerIds) : $presence).subscribe(mark));
  };
  const followAll = (root: ParentNode): void => { root.querySelectorAll(`[${attribute}]`).forEach(follow); };

  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === 'attributes') follow(target as Element);
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        if (node.hasAttribute(attribute)) follow(node);
        followAll(node);
      }
    }
    for (const element of followed.keys()) if (!element.isConnected) follow(element);
  }).observe(document, { subtree: true, childList: true, attributeFilter: [attribute] });
  followAll(document);
}
