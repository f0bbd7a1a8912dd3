import { css } from 'lit';

/** The control and the counts. They inherit the page's own text; the radio buttons are the browser's. */
export const library = css`
  /* As high as the style sheet keeps free until the tag is defined, whatever the counts say. */
  [part='bar'], [part='checking'] { min-height: 6rem; line-height: 1.5rem; }
  fieldset { all: unset; display: flex; flex-wrap: wrap; gap: 0 1rem; }
  legend, [role] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  label { display: flex; align-items: center; gap: 0.5rem; min-height: 2.75rem; cursor: pointer; }
  input, p { margin: 0; accent-color: var(--cleeng-accent, auto); }
  [part='empty'] { padding: 1rem 0; }
  [part='counts'] { font-size: smaller; }
`;

/**
 * What hides cards, for the document or shadow root that a library stands in. A card that is still unknown stays
 * under every filter, and so does one that has the focus. The words of a lock are for those who cannot see it,
 * until the page says otherwise.
 */
export const cardRules = css`
  cleeng-library[filter='unlocked'] :is([data-access='denied'], [data-access='signed-out']):not(:focus-within),
  cleeng-library[filter='locked'] [data-access='granted']:not(:focus-within) { display: none !important; }
  :where([data-cleeng-lock]) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
