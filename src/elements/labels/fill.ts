import type { Label } from './en.js';

const rules = new Map<string, Intl.PluralRules>();

/** A plural rule is dear to make, and a page speaks one or two languages. */
function pluralOf(tag: string, count: number): Intl.LDMLPluralRule {
  let rule = rules.get(tag);
  if (!rule) rules.set(tag, (rule = new Intl.PluralRules(tag)));
  return rule.select(count);
}

/** A label as text: in the plural form that `count` asks for, and in the language's own digits, with its braces filled in. */
export function fill(label: Label, tag: string, values: Readonly<Record<string, string>> = {}, count = 0): string {
  const text = typeof label === 'string' ? label : (label[pluralOf(tag, count)] ?? label.other);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? (name === 'count' ? count.toLocaleString(tag) : ''));
}
