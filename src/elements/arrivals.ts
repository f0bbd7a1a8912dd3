/** An element that follows what is put into it. */
export interface Followable extends Element {
  childrenChangedCallback(): void;
}

let observer: MutationObserver | undefined;

/**
 * Tells an element of children that come or go, as the parser or a framework brings them. One observer for all, and not the event
 * of a slot, which comes for the first children as well: a twentieth of what an open gate costs, for no news.
 */
export function followChildren(element: Followable): void {
  observer ??= new MutationObserver((records) => {
    for (const one of new Set(records.map(({ target }) => target as Followable))) one.childrenChangedCallback();
  });
  observer.observe(element, { childList: true });
}
