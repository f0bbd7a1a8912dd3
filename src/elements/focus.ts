/** Whether the keyboard is at the gate's own prompt or at one slotted into it, and not in its preview. */
export function hasPromptFocus(gate: Element): boolean {
  if (!gate.matches(':focus-within')) return false;
  if (gate.shadowRoot?.activeElement) return true;
  const slotted = (gate.getRootNode() as Document).activeElement?.closest('[slot]');
  return slotted?.parentElement === gate && slotted.slot !== 'preview';
}

/** Keeps the keyboard at the gate when what had the focus is gone; without scrolling, and without a trace afterwards. */
export function takeFocus(gate: HTMLElement): void {
  if (!gate.hasAttribute('tabindex')) {
    // Not -1: WebKit would let the next Tab pass over all that is in the gate.
    gate.tabIndex = 0;
    gate.addEventListener('blur', () => { gate.removeAttribute('tabindex'); }, { once: true });
  }
  gate.focus({ preventScroll: true });
}
