import type { AccessWord } from '../stores/known.js';
import type { Stores } from '../stores/stores.js';
import { createSlices } from './slices.js';

/** How many cards are known to be open, known to be locked, and neither. */
export interface Tally {
  readonly unlocked: number;
  readonly locked: number;
  readonly checking: number;
}

/** What a card says of its lock. */
export type LockLabel = 'card.granted' | 'card.locked' | 'card.checking';

/** One element of the publisher's that stands for something sold. */
interface Card {
  readonly element: HTMLElement;
  offerIds: string;
  access: AccessWord | undefined;
  /** Our words in it, for those who cannot see its lock. */
  lock: HTMLElement | undefined;
  /** Whether its access is to be found out now. */
  wanted: boolean;
  stop: (() => void) | undefined;
}

interface Surroundings {
  readonly stores: Stores;
  readonly say: (key: LockLabel) => string;
  /** A card came, went, or has another word. */
  readonly changed: () => void;
}

const selector = '[data-offer-id]';
const lockSelector = '[data-cleeng-lock]';
const isOpen = (access: AccessWord | undefined): boolean => access === 'granted';
const isLocked = (access: AccessWord | undefined): boolean => access === 'denied' || access === 'signed-out';

/**
 * The publisher's own cards below an element: each gets `data-access`, and words for its lock in an element
 * `[data-cleeng-lock]`, which is made at its end where it holds none. They are followed when they are added,
 * removed, moved, or stand for another offer. Those near the viewport are asked about first.
 */
export class Cards {
  readonly #root: HTMLElement;
  readonly #given: Surroundings;
  readonly #cards = new Map<Element, Card>();
  readonly #slices;
  #ends: (() => void)[] = [];
  #near: IntersectionObserver | undefined;

  constructor(root: HTMLElement, given: Surroundings) {
    this.#root = root;
    this.#given = given;
    this.#slices = createSlices<Card>(given.stores.clock, (card) => { this.#visit(card); });
  }

  get size(): number {
    return this.#cards.size;
  }

  get tally(): Tally {
    const words = [...this.#cards.values()].map(({ access }) => access);
    const [unlocked, locked] = [words.filter(isOpen).length, words.filter(isLocked).length];
    return { unlocked, locked, checking: words.length - unlocked - locked };
  }

  start(): void {
    if (this.#near) return;
    this.#near = new IntersectionObserver((sightings) => {
      this.#want(sightings.flatMap(({ isIntersecting, target }) => (isIntersecting ? (this.#cards.get(target) ?? []) : [])), true);
    }, { rootMargin: '50%' });
    const observer = new MutationObserver((changes) => { this.#follow(changes); });
    observer.observe(this.#root, { subtree: true, childList: true, attributeFilter: ['data-offer-id'] });
    const endPresence = this.#given.stores.$presence.listen(() => { this.#slices.add(this.#cards.values()); });
    this.#ends = [() => { observer.disconnect(); }, endPresence];
    this.#add(this.#root.querySelectorAll(selector));
  }

  /** Asks nothing more; what was found out stays on the cards. */
  stop(): void {
    for (const end of this.#ends) end();
    for (const { stop } of this.#cards.values()) stop?.();
    this.#near?.disconnect();
    this.#near = undefined;
    this.#slices.clear();
    this.#cards.clear();
  }

  /** Asks about all that were not asked about yet, those first whose offers are among `owned`. */
  askRest(owned: readonly string[]): void {
    const short = new Set(owned.map((id) => id.split('_')[0]));
    const isOwned = ({ offerIds }: Card): boolean => offerIds.split(/\s+/).some((id) => short.has(id.split('_')[0]));
    const rest = [...this.#cards.values()].filter(({ wanted }) => !wanted);
    this.#want(rest.filter(isOwned).concat(rest.filter((card) => !isOwned(card))));
  }

  /** Says every lock anew, in another language. */
  relabel(): void {
    for (const card of this.#cards.values()) card.access = undefined;
    this.#slices.add(this.#cards.values());
  }

  #want(cards: readonly Card[], urgent = false): void {
    for (const card of cards) card.wanted = true;
    this.#slices.add(cards, urgent);
  }

  #add(elements: Iterable<Element>): void {
    const cards: Card[] = [];
    for (const element of elements) {
      if (!(element instanceof HTMLElement) || this.#cards.has(element)) continue;
      const card = { element, offerIds: element.dataset.offerId ?? '', access: undefined, lock: undefined, wanted: false, stop: undefined };
      this.#cards.set(element, card);
      this.#near?.observe(element);
      cards.push(card);
    }
    if (!cards.length) return;
    this.#given.changed();
    this.#slices.add(cards);
  }

  #remove(element: Element): void {
    const card = this.#cards.get(element);
    if (!card) return;
    this.#cards.delete(element);
    this.#near?.unobserve(element);
    card.stop?.();
    card.lock?.remove();
    delete card.element.dataset.access;
    this.#given.changed();
  }

  #follow(changes: readonly MutationRecord[]): void {
    const added: Node[] = [];
    for (const { type, target, addedNodes, removedNodes } of changes) {
      if (type === 'attributes') this.#remove(target as Element);
      added.push(...(type === 'attributes' ? [target] : addedNodes));
      if (removedNodes.length) this.#restore(target);
    }
    for (const { element } of this.#cards.values()) if (!this.#root.contains(element)) this.#remove(element);
    const inside = added.filter((node) => node instanceof Element && this.#root.contains(node)) as Element[];
    this.#add(inside.flatMap((element) => [...(element.matches(selector) ? [element] : []), ...element.querySelectorAll(selector)]));
  }

  /** A framework has drawn the inside of a card anew, and our words are gone. */
  #restore(place: Node): void {
    const card = this.#cards.get(place as Element);
    if (card?.lock && !card.lock.isConnected) card.element.append(card.lock);
  }

  #visit(card: Card): void {
    const { stores } = this.#given;
    if (this.#cards.get(card.element) !== card) return;
    if (card.stop) return this.#show(card, stores.watch(card.offerIds).value?.access ?? 'checking');
    if (!card.wanted && !stores.hasGrant(card.offerIds)) return this.#show(card, stores.$presence.value === false ? 'signed-out' : 'checking');
    card.wanted = true;
    this.#near?.unobserve(card.element);
    card.stop = stores.watch(card.offerIds).subscribe(({ access }) => { this.#show(card, access); });
  }

  #show(card: Card, access: AccessWord): void {
    if (access === card.access) return;
    card.access = access;
    card.element.dataset.access = access;
    card.lock ??= card.element.querySelector<HTMLElement>(lockSelector) ?? card.element.appendChild(document.createElement('span'));
    card.lock.dataset.cleengLock = '';
    card.lock.textContent = ` ${access === 'failed' ? '' : this.#given.say(isOpen(access) ? 'card.granted' : isLocked(access) ? 'card.locked' : 'card.checking')}`;
    this.#given.changed();
  }
}
