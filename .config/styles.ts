import { transform } from 'lightningcss';

/** A style sheet without what only its author needs. */
export const minifiedStyle = (code: string | Uint8Array): Uint8Array =>
  transform({ filename: 'gate.css', code: Buffer.from(code), minify: true }).code;

/**
 * A module of style sheets with its `css` templates minified; one with holes or escapes stays as it is.
 * Null for every other module.
 */
export const withSmallStyles = (code: string, id: string): string | null =>
  id.endsWith('.styles.ts')
    ? code.replace(/\bcss`([^`\\$]*)`/g, (_, style: string) => `css\`${Buffer.from(minifiedStyle(style)).toString()}\``)
    : null;
