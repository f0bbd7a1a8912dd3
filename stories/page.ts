import { css } from 'lit';

const { styleSheet } = css`
  :root { font: 1.0625rem/1.6 Georgia, 'Noto Serif', serif; }
  :where(body) { background: Canvas; color: CanvasText; }
  /* Named twice, to outdo Storybook's own. */
  :root:root body { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem; }
`;

/** How the page around a story looks. */
export interface Look {
  /** Value of `color-scheme`; `light dark` follows the system. */
  readonly scheme: string;
  readonly direction: string;
}

/** Makes the document a plain page that a story stands on. The returned function makes it what it was. */
export function dressPage({ scheme, direction }: Look): () => void {
  const { documentElement: root } = document;
  const before = { scheme: root.style.colorScheme, direction: root.dir };
  root.style.colorScheme = scheme;
  root.dir = direction;
  if (styleSheet) document.adoptedStyleSheets.push(styleSheet);
  return () => {
    root.style.colorScheme = before.scheme;
    root.dir = before.direction;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== styleSheet);
  };
}
