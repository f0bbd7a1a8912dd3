import { css } from 'lit';

/** The control, the counts and the list. They inherit the page's own text and take their colours from it. */
export const library = css`
  :host {
    --_accent: var(--cleeng-accent, light-dark(#1b4fb3, #9dbcff));
    --_on-accent: var(--cleeng-on-accent, light-dark(#fff, #0d1b3a));
    --_gap: var(--cleeng-gap, 1rem);
    --_border: var(--cleeng-border, color-mix(in srgb, currentcolor 18%, transparent));
    --_radius: var(--cleeng-radius, 0.75rem);
    display: block;
  }
  :host([hidden]) { display: none !important; }
  /* As high as the style sheet keeps free until the tag is defined, whatever the counts say. */
  [part='bar'], [part='checking'] { box-sizing: border-box; min-height: 6rem; color: var(--cleeng-text, inherit); font-family: var(--cleeng-font, inherit); }
  fieldset { display: inline-flex; max-width: 100%; box-sizing: border-box; min-width: 0; height: 2.75rem; margin: 0; padding: 0; border: 1px solid var(--_border); border-radius: var(--_radius); overflow: hidden; }
  legend, .unseen, input { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  label { display: flex; align-items: center; gap: 0.4em; padding-inline: clamp(0.5rem, 3vw, 1.25rem); font-variant-numeric: tabular-nums; cursor: pointer; }
  label + label { border-inline-start: 1px solid var(--_border); }
  label:has(:checked) { background: var(--_accent); color: var(--_on-accent); }
  label:has(:focus-visible) { outline: 3px solid var(--_accent); outline-offset: -3px; box-shadow: inset 0 0 0 5px var(--_on-accent); border-radius: var(--_radius); }
  p { margin: 0; line-height: 1.5rem; }
  [part='counts'] { min-height: 1.5rem; margin-block-start: 0.5rem; color: var(--cleeng-muted, color-mix(in srgb, currentcolor 78%, transparent)); font-size: 0.875rem; }
  [part='empty'] { display: block; padding-block: calc(var(--_gap) * 1.5); }
  [part='list'] { margin: 0; padding: 0; list-style: none; }
  [part='item'] { display: grid; gap: 0.25rem; padding-block: var(--_gap); border-block-end: 1px solid var(--_border); }
  [part='item'] a, [part='empty'] a { color: var(--_accent); }
  [part='title'] { font-weight: 650; }
  [part='grace'] { font-weight: 650; }
  a, button { font: inherit; }
  :focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
  @media (forced-colors: active) { label:has(:checked) { forced-color-adjust: none; background: Highlight; color: HighlightText; } }
`;

/**
 * What hides cards, for the document or shadow root that a library stands in. A card that is still unknown stays
 * under every filter, and so does one that has the focus. The words of a lock are for those who cannot see it, until the page says otherwise.
 */
export const cardRules = css`
  cleeng-library[filter='unlocked'] :is([data-access='denied'], [data-access='signed-out']):not(:focus-within),
  cleeng-library[filter='locked'] [data-access='granted']:not(:focus-within) { display: none !important; }
  :where([data-cleeng-lock]) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
