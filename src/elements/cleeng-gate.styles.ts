import { css } from 'lit';

/** The tag itself, whatever it shows. Our words run as their own language does, also on a page of another. */
export const host = css`
  :host { display: block; }
  :host([hidden]) { display: none !important; }
  ::slotted(template) { display: contents; }
  [lang] { direction: ltr; }
  :is([lang='ar'], [lang='fa'], [lang='he']) { direction: rtl; }
`;

/**
 * The panels. They inherit the page's own text and take their colours from it, so that they are at home
 * on any site. A gate that shows its content never needs them.
 */
export const panels = css`
  [part='prompt'], .skeleton {
    --_accent: var(--cleeng-accent, light-dark(#1b4fb3, #9dbcff));
    --_on-accent: var(--cleeng-on-accent, light-dark(#fff, #0d1b3a));
    --_gap: var(--cleeng-gap, 1rem);
    --_radius: var(--cleeng-radius, 0.75rem);
    --_border: var(--cleeng-border, color-mix(in srgb, currentcolor 18%, transparent));
    box-sizing: border-box;
    margin-block: calc(var(--_gap) * 1.5);
    color: var(--cleeng-text, inherit);
    font-family: var(--cleeng-font, inherit);
  }
  [part='prompt'] {
    display: grid;
    justify-items: center;
    gap: calc(var(--_gap) * 0.75);
    padding: clamp(1.25rem, 6cqi, 2.5rem) clamp(1rem, 5cqi, 2rem);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--cleeng-surface, color-mix(in srgb, currentcolor 4%, transparent));
    line-height: 1.5;
    text-align: center;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  h2, p { margin: 0; max-width: 34rem; }
  [part='prompt'] ::slotted(*) { margin-block: 0; }
  /* Words of the page and prices may be in another script, and keep their own order. */
  h2, p, [part='prompt'] ::slotted(*), [part='price'] > * { unicode-bidi: plaintext; }
  :empty:is(span:not([part]), strong) { display: none; }
  h2 { font-size: min(1.375em, max(1em, 9cqi)); font-weight: 650; line-height: 1.25; }
  [part='message'] { color: var(--cleeng-muted, color-mix(in srgb, currentcolor 78%, transparent)); }
  [part='price'] { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.25em 0.75em; }
  fieldset { display: grid; gap: 0.5rem; box-sizing: border-box; width: min(100%, 30rem); margin: 0; padding: 0; border: 0; }
  legend { margin-block-end: 0.5rem; padding: 0; font-weight: 600; }
  label[part] {
    position: relative;
    /* A price that finds no room beside the title goes below it. */
    justify-content: space-between;
    align-items: center;
    padding: 0.75rem 1rem;
    padding-inline-start: 3rem;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.75);
    text-align: start;
    cursor: pointer;
  }
  label:has(:checked) { border-color: var(--_accent); box-shadow: 0 0 0 1px var(--_accent); }
  label:has(:focus-visible) { outline: 3px solid var(--_accent); outline-offset: 2px; }
  input:focus-visible { outline: none; }
  input { position: absolute; font: inherit; inset-block-start: calc(0.125rem + 0.5lh); inset-inline-start: 1rem; width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--_accent); }
  [part='actions'] { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.75rem; margin-block-start: calc(var(--_gap) * 0.25); }
  a, button {
    display: inline-flex;
    align-items: center;
    gap: 0.5em;
    box-sizing: border-box;
    min-height: 2.75rem;
    padding: 0.5rem 1.375rem;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.75);
    background: none;
    color: inherit;
    font: inherit;
    font-weight: 600;
    text-decoration: none;
    cursor: pointer;
  }
  a:first-child, button:first-child { border-color: transparent; background: var(--_accent); color: var(--_on-accent); }
  a:hover, button:hover { filter: brightness(1.12); }
  :focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
  span[part='spinner'] {
    width: 1.1em;
    height: 1.1em;
    border: 2px solid;
    border-inline-start-color: transparent;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  .skeleton { display: grid; align-content: center; gap: 0.75rem; min-height: 8rem; visibility: hidden; animation: appear 0s 1.5s forwards; }
  i { height: 0.75em; border-radius: 1em; background: currentcolor; opacity: 0.1; }
  i:last-child { width: 60%; }
  [part='status'] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @keyframes turn { to { rotate: 1turn; } }
  @keyframes appear { to { visibility: visible; } }
  @media (prefers-reduced-motion: reduce) { span[part='spinner'] { animation-duration: 6s; } }
  @media (forced-colors: active) { i { background: GrayText; opacity: 1; } a, button { border-color: ButtonBorder !important; } }
  @media print { [part='actions'], .skeleton { display: none; } }
`;
