import type { AccessWord } from '../stores/known.js';
import { splitIds } from '../stores/ids.js';
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
  readonly offerIds: string;
  access?: AccessWord | undefined;
  /** Our words in it, for those who cannot see its lock. */
  lock?: HTMLElement;
  /** The lock, if the publisher has placed none. */
  ours?: HTMLElement;
  /** Whether its access is to be found out now. */
  wanted?: boolean;
  stop?: () => void;
}

interface Surroundings {
  readonly stores: Stores;
  readonly say: (key: LockLabel) => string;
  /** A card came, went, or has another word. */
  readonly changed: () => void;
}

const selector = '[data-offer-id]';
/** A card of which nothing is known yet, or could not be found out, is neither open nor locked. */
const stateOf = (access: AccessWord | undefined): keyof Tally =>
  access === 'granted' ? 'unlocked' : access === 'denied' || access === 'signed-out' ? 'locked' : 'checking';
const labels = { unlocked: 'card.granted', locked: 'card.locked', checking: 'card.checking' } as const;

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
  readonly #near = new IntersectionObserver((sightings) => {
    this.#want(sightings.flatMap(({ isIntersecting, target }) => (isIntersecting ? (this.#cards.get(target) ?? []) : [])), true);
  }, { rootMargin: '50%' });
  readonly #changes = new MutationObserver((changes) => { this.#follow(changes); });
  #endPresence: (() => void) | undefined;

  constructor(root: HTMLElement, given: Surroundings) {
    this.#root = root;
    this.#given = given;
    this.#slices = createSlices<Card>(given.stores.clock, (card) => { this.#visit(card); });
  }

  get size(): number {
    return this.#cards.size;
  }

  get tally(): Tally {
    const tally = { unlocked: 0, locked: 0, checking: 0 };
    for (const { access } of this.#cards.values()) tally[stateOf(access)]++;
    return tally;
  }

  start(): void {
    this.#endPresence = this.#given.stores.$presence.listen(() => { this.#slices.add(this.#cards.values()); });
    this.#changes.observe(this.#root, { subtree: true, childList: true, attributeFilter: ['data-offer-id'] });
    this.#add(this.#root.querySelectorAll<HTMLElement>(selector));
  }

  /** Asks nothing more; what was found out stays on the cards. */
  stop(): void {
    this.#endPresence?.();
    for (const { stop } of this.#cards.values()) stop?.();
    this.#changes.disconnect();
    this.#near.disconnect();
    this.#slices.clear();
    this.#cards.clear();
  }

  /** Asks about all that were not asked about yet, those first whose offers are among `owned`. */
  askRest(owned: readonly string[]): void {
    const short = (id: string): string => id.split('_')[0]!;
    const mine = new Set(owned.map(short));
    const isOwned = ({ offerIds }: Card): boolean => splitIds(offerIds).some((id) => mine.has(short(id)));
    const rest = [...this.#cards.values()].filter(({ wanted }) => !wanted);
    this.#want([...rest.filter(isOwned), ...rest]);
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

  #add(elements: Iterable<HTMLElement>): void {
    const cards: Card[] = [];
    for (const element of elements) {
      if (this.#cards.has(element)) continue;
      const card = { element, offerIds: element.dataset.offerId ?? '' };
      this.#cards.set(element, card);
      this.#near.observe(element);
      cards.push(card);
    }
    this.#given.changed();
    this.#slices.add(cards);
  }

  #remove(element: Node): void {
    const card = this.#cards.get(element as Element);
    if (!card) return;
    this.#cards.delete(card.element);
    this.#near.unobserve(card.element);
    card.stop?.();
    card.ours?.remove();
    card.lock?.replaceChildren();
    delete card.element.dataset.access;
  }

  #follow(changes: readonly MutationRecord[]): void {
    const added: Node[] = [];
    for (const { type, target, addedNodes } of changes) {
      const card = this.#cards.get((target as Element).closest(selector)!);
      added.push(...addedNodes);
      if (type === 'attributes') {
        this.#remove(target);
        added.push(target);
      } else if (card?.lock && !card.element.contains(card.lock)) {
        // A framework has drawn the inside of a card anew, and the words are gone.
        card.access = undefined;
        this.#slices.add([card]);
      }
    }
    for (const element of this.#cards.keys()) if (!this.#root.contains(element)) this.#remove(element);
    const inside = added.filter((node) => node instanceof Element && this.#root.contains(node)) as HTMLElement[];
    this.#add(inside.flatMap((element) => [...(element.matches(selector) ? [element] : []), ...element.querySelectorAll<HTMLElement>(selector)]));
  }

  #visit(card: Card): void {
    const { hasGrant, watch, $presence } = this.#given.stores;
    if (this.#cards.get(card.element) !== card) return;
    if (card.stop) return this.#show(card, watch(card.offerIds).value?.access);
    if (!card.wanted && !hasGrant(card.offerIds)) return this.#show(card, $presence.value === false ? 'signed-out' : 'checking');
    card.wanted = true;
    this.#near.unobserve(card.element);
    card.stop = watch(card.offerIds).subscribe(({ access }) => { this.#show(card, access); });
  }

  #show(card: Card, access: AccessWord = 'checking'): void {
    if (access === card.access) return;
    const { element } = card;
    card.access = element.dataset.access = access;
    card.lock = element.querySelector<HTMLElement>('[data-cleeng-lock]') ?? (card.ours = element.appendChild(document.createElement('span')));
    card.lock.dataset.cleengLock = '';
    card.lock.textContent = access === 'failed' ? '' : ` ${this.#given.say(labels[stateOf(access)])}`;
    this.#given.changed();
  }
}
