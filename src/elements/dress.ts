import { adoptStyles } from 'lit';
import { host, panels } from './cleeng-gate.styles.js';

/** Gives a gate's shadow root its rules. A gate that only ever shows its content is spared those of the panels. */
export function dress(root: ShadowRoot, withPanels: boolean): void {
  if (root.adoptedStyleSheets.length <= Number(withPanels)) adoptStyles(root, withPanels ? [host, panels] : [host]);
}
