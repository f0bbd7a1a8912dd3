import type { CSSDataV1 } from 'vscode-css-languageservice';
import type { HTMLDataV1, IAttributeData, IValueData, MarkupContent } from 'vscode-html-languageservice';
import { conditions } from '../../src/check/names.ts';
import { wordsOf, type Kind, type Tag, type Typed } from './manifest.ts';

const markdown = (value: string): MarkupContent => ({ kind: 'markdown', value });

interface Entry {
  readonly name: string;
  readonly description: MarkupContent;
}

/** The pieces of one kind over all tags, each name once; one that several tags have says what it is in each. */
function gathered(tags: readonly Tag[], kind: Kind, written = (name: string): string => name): Entry[] {
  const found = new Map<string, string[]>();
  for (const tag of tags) {
    for (const { name, description } of tag[kind]) found.set(name, [...(found.get(name) ?? []), `\`<${tag.tagName}>\`: ${description}`]);
  }
  return Array.from(found, ([name, sentences]) => ({ name: written(name), description: markdown(sentences.join('\n\n')) }));
}

/** A word that is also a state of the tag is explained as that state. */
function attribute({ cssStates }: Tag, piece: Typed): IAttributeData {
  const values = wordsOf(piece).map((word): IValueData => {
    const state = cssStates.find(({ name }) => name === word);
    return { name: word, ...(state && { description: markdown(state.description) }) };
  });
  return { name: piece.name, description: markdown(piece.description), ...(values.length && { values }) };
}

/** On any element: conditions, cards and slots. Whose child an element is, the format cannot ask. */
const onAnyElement = (tags: readonly Tag[]): IAttributeData[] => [
  {
    name: 'data-cleeng-when',
    description: markdown('Shows this element only when it is true: `signed-in`, `signed-out`, or `granted:` or `locked:` and offer ids.'),
    values: [...conditions.alone, ...conditions.withOffers.map((word) => `${word}:`)].map((name) => ({ name })),
  },
  {
    name: 'data-offer-id',
    description: markdown('Makes this element a card of the `<cleeng-library>` around it: one offer id, or several separated by spaces, any of which opens.'),
  },
  { name: 'slot', values: gathered(tags, 'slots').filter(({ name }) => name) },
];

/**
 * What VS Code suggests and explains in HTML.
 *
 * @param homepage where an explanation leads on to, if there is such a place
 * @see https://github.com/microsoft/vscode-html-languageservice/blob/main/docs/customData.md
 */
export const htmlData = (tags: readonly Tag[], homepage?: string): HTMLDataV1 => ({
  version: 1.1,
  tags: tags.map((tag) => ({
    name: tag.tagName,
    description: markdown(tag.description),
    attributes: tag.attributes.map((piece) => attribute(tag, piece)),
    ...(homepage && { references: [{ name: 'cleeng-gate', url: homepage }] }),
  })),
  globalAttributes: onAnyElement(tags),
});

/**
 * What VS Code suggests and explains in CSS.
 *
 * @see https://github.com/microsoft/vscode-css-languageservice/blob/main/docs/customData.md
 */
export const cssData = (tags: readonly Tag[]): CSSDataV1 => ({
  version: 1.1,
  properties: gathered(tags, 'cssProperties'),
  pseudoElements: gathered(tags, 'cssParts', (name) => `::part(${name})`),
  pseudoClasses: gathered(tags, 'cssStates', (name) => `:state(${name})`),
});
