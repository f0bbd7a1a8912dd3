/** How the premium content of a gate gets onto the page, and off it again. */
export interface Premium {
  /** Brings it into the light DOM; may be called again when more has arrived. */
  open(): void;
  /** Takes it back to where it came from. */
  close(): void;
}

const templateOf = (gate: Element): HTMLTemplateElement | null =>
  gate.querySelector<HTMLTemplateElement>(':scope > template:not([slot])');

/** What a gate holds back besides its children, which a slot shows and hides; undefined when that is all. */
export const findPremium = (gate: Element): Premium | undefined => (templateOf(gate) ? templateContent(gate) : undefined);

/**
 * Content that stands in a `<template>` child. Its nodes are moved, never copied, so that frames keep
 * their state and scripts their references. While the gate is open, nodes that still arrive in the
 * template (the parser is at work, or a framework) follow. A template whose children are ordinary
 * elements belongs to a framework and is left alone: the gate's style sheet shows it.
 */
function templateContent(gate: Element): Premium {
  let template: HTMLTemplateElement | null = null;
  let moved: Node[] = [];
  let arrivals: MutationObserver | undefined;

  const move = (): void => {
    const { content } = template!;
    const last = moved.at(-1);
    const nodes = [...content.childNodes];
    if (last instanceof Node && last.parentNode === gate) (last as ChildNode).after(content);
    else template!.after(content);
    moved.push(...nodes);
  };
  return {
    open() {
      template ??= templateOf(gate);
      if (!template || arrivals) return;
      arrivals = new MutationObserver(move);
      arrivals.observe(template.content, { childList: true });
      move();
    },
    close() {
      arrivals?.disconnect();
      arrivals = undefined;
      template?.content.append(...moved.filter((node) => node.parentNode === gate));
      moved = [];
      template = null;
    },
  };
}
