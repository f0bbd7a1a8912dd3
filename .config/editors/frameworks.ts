import type { Tag } from './manifest.ts';

/** How a framework's own types speak of a tag. */
interface Framework {
  readonly about: string;
  readonly imports: string;
  /** What its elements take anyway. */
  readonly base: (element: string) => string;
  /** Under which names an attribute can be set, and an event heard. */
  readonly attribute: (name: string, property: string) => readonly string[];
  readonly event: (name: string) => string;
  /** Makes its table of elements know a tag. */
  readonly table: (entries: string) => string;
  readonly entry: (props: string, element: string) => string;
}

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const react: Framework = {
  about: 'React 19: write `import type {} from \'cleeng-gate/jsx\'` once. Attributes in kebab-case also work before the tag is defined; as properties in camelCase they do not.',
  imports: "import type { ClassAttributes, HTMLAttributes } from 'react';",
  base: (element) => `HTMLAttributes<${element}>, ClassAttributes<${element}>`,
  attribute: (name, property) => [...new Set([name, property])],
  event: (name) => `on${name}`,
  table: (entries) => `declare module 'react' {\n  namespace JSX {\n    interface IntrinsicElements {\n${entries}\n    }\n  }\n}`,
  entry: (props) => props,
};

const vue: Framework = {
  about: 'Vue 3: write `import type {} from \'cleeng-gate/vue\'` once. Vue takes each name that begins with `on` for an event: write `:on-failure.attr="…"`.',
  imports: "import type { HTMLAttributes, PublicProps } from 'vue';",
  base: () => 'HTMLAttributes',
  attribute: (_, property) => [property],
  event: (name) => camel(`on-${name}`),
  table: (entries) => `declare module 'vue' {\n  interface GlobalComponents {\n${entries}\n  }\n  interface HTMLAttributes {\n    slot?: string;\n  }\n}`,
  entry: (props, element) => `new () => ${element} & { $props: ${props} & PublicProps }`,
};

const svelte: Framework = {
  about: 'Svelte 5: write `import type {} from \'cleeng-gate/svelte\'` once. Svelte takes each name that begins with `on` for an event: set `onFailure` by an attachment.',
  imports: "import type { HTMLAttributes } from 'svelte/elements';",
  base: (element) => `HTMLAttributes<${element}>`,
  attribute: (name) => (name.startsWith('on') ? [] : [name]),
  event: (name) => `on${name}`,
  table: (entries) => `declare module 'svelte/elements' {\n  interface SvelteHTMLElements {\n${entries}\n  }\n}`,
  entry: (props) => props,
};

/** The doors of the package that hold types for a framework, by name. */
export const frameworks = { jsx: react, vue, svelte };

const elementOf = ({ tagName }: Tag): string => `HTMLElementTagNameMap['${tagName}']`;
const member = (description: string, name: string, type: string): string =>
  `  /** ${description} */\n  ${name.includes('-') ? `'${name}'` : name}?: ${type};\n`;

/** What can be written on a tag. The types are those of the element itself, so that the two never differ. */
function propsOf(tag: Tag, { base, attribute, event }: Framework): string {
  const attributes = tag.attributes.flatMap(({ name, fieldName = name, description }) =>
    attribute(name, fieldName).map((key) => member(description, key, `${elementOf(tag)}['${fieldName}']`)));
  const events = tag.events.map(({ name, description }) =>
    member(description, event(name), `((event: HTMLElementEventMap['${name}']) => void) | undefined`));
  return `/** ${tag.description} */\nexport interface ${tag.name}Props extends ${base(elementOf(tag))} {\n${[...attributes, ...events].join('')}}`;
}

/** @param doors the modules, beside the written one, that declare the tags and their events */
export function typesFor(framework: Framework, tags: readonly Tag[], doors: readonly string[]): string {
  const entries = tags.map((tag) => `'${tag.tagName}': ${framework.entry(`${tag.name}Props`, elementOf(tag))};`).join('\n');
  return [
    `/** ${framework.about} */`,
    [framework.imports, ...doors.map((door) => `import type {} from '${door}';`)].join('\n'),
    ...tags.map((tag) => propsOf(tag, framework)),
    framework.table(entries),
  ].join('\n\n') + '\n';
}
