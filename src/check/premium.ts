import { attribute, childElements, hasOwnText, type Element } from './tree.js';

/** Elements that show nothing by themselves. */
const silent = ['template', 'script', 'style', 'link', 'meta', 'noscript'];

const isDefault = (element: Element): boolean => !attribute(element, 'slot');

/** Whether a gate holds premium content as ordinary children. */
export const hasInlinePremium = (gate: Element): boolean =>
  hasOwnText(gate) || childElements(gate).some((child) => isDefault(child) && !silent.includes(child.name));

export const isEnvelope = ({ name, attribs }: Element): boolean =>
  name === 'script' && /^application\/jose\+json\b/i.test(attribs.type ?? '');

/** Where a gate takes its premium content from, in the words that its author would use. */
export function premiumSources(gate: Element): string[] {
  const children = childElements(gate).filter(isDefault);
  return [
    ...(hasInlinePremium(gate) ? ['children'] : []),
    ...children.filter(({ name }) => name === 'template').map(() => '<template>'),
    ...(attribute(gate, 'src') === undefined ? [] : ['src']),
    ...(attribute(gate, 'sealed-src') === undefined ? [] : ['sealed-src']),
    ...children.filter(isEnvelope).map(() => 'sealed <script>'),
  ];
}
