import { css } from 'lit';

/** The list of what is owned. */
export const ownedRules = css`
  ul { margin: 0; padding: 0; list-style: none; line-height: 1.5rem; }
  li { display: grid; gap: 0.25rem; padding-block: var(--cleeng-gap, 1rem); border-block-end: 1px solid var(--cleeng-border, color-mix(in srgb, currentcolor 18%, transparent)); }
  a { color: inherit; }
  button { font: inherit; }
  [part='title'], [part='grace'] { font-weight: 650; }
`;
