import { css } from 'lit';

/** The list of what is owned. */
export const ownedRules = css`
  ul { margin: 0; padding: 0; list-style: none; line-height: 1.5rem; }
  li { display: grid; gap: 0.25rem; padding-block: var(--cleeng-gap, 1rem); border-block-end: 1px solid var(--cleeng-border, color-mix(in srgb, currentcolor 18%, transparent)); }
  a { color: inherit; }
  button { min-height: 2.75rem; padding-inline: 1rem; border: 1px solid; border-radius: 0.5rem; background: none; color: inherit; font: inherit; cursor: pointer; }
  /* What there is to do stands below the sentence that says why. */
  button, [part='account'] { display: block; width: fit-content; margin-block-start: 0.5rem; }
  [part='title'], [part='grace'] { font-weight: 650; }
`;
