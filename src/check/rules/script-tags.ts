import { error, hint, quoted, warning, type Finding } from '../finding.js';
import type { Loader, Page } from '../page.js';
import { ancestors, at, attribute } from '../tree.js';

const isAsync = ({ element }: Loader): boolean => attribute(element, 'async') !== undefined;
const blocksRendering = ({ element }: Loader): boolean =>
  /(^|\s)render(\s|$)/i.test(attribute(element, 'blocking') ?? '');

const isModule = ({ element }: Loader): boolean =>
  attribute(element, 'type')?.trim().toLowerCase() === 'module';

function* type(loader: Loader): Generator<Finding> {
  if (isModule(loader)) return;
  yield error(
    'script-type',
    at(loader.element, 'type'),
    'The script is an ES module and its tag does not say so; the browser will refuse it.',
    '<script type="module" …>',
  );
}

function* blocking(loader: Loader): Generator<Finding> {
  const { element, file } = loader;
  if (file === 'bundle' || !isModule(loader)) return;
  const inHead = ancestors(element).some(({ name }) => name === 'head');
  if (!inHead) {
    yield hint(
      'script-blocking',
      at(element),
      'The script is loaded from the body, so a customer sees the page without the premium part first.',
      'Move the tag into the <head>.',
    );
  } else if (!isAsync(loader) || !blocksRendering(loader)) {
    yield hint(
      'script-blocking',
      at(element),
      'Without async and blocking="render" a customer may see the page without the premium part first.',
      '<script type="module" async blocking="render" …>',
    );
  }
}

const isElsewhere = (address: string, page: URL): boolean =>
  URL.canParse(address, page.href) && new URL(address, page).origin !== page.origin;

function* integrity({ element, address }: Loader, page: Page): Generator<Finding> {
  const hash = attribute(element, 'integrity');
  const sample = 'integrity="sha384-…" (the value in integrity.json)';
  if (hash !== undefined && !/(^|\s)sha(256|384|512)-[\w+/-]{43,86}={0,2}/.test(hash)) {
    yield warning(
      'script-integrity',
      at(element, 'integrity'),
      `The browser ignores integrity=${quoted(hash)}: it is no hash.`,
      sample,
    );
  } else if (hash === undefined && isElsewhere(address, page.address)) {
    yield warning(
      'script-integrity',
      at(element, 'src'),
      'The script comes from another origin and nothing checks what arrives.',
      sample,
    );
  }
}

/** Is each script loaded so that it runs, is the one that was meant, and nobody sees it arrive? */
export function* scriptTags(page: Page): Generator<Finding> {
  for (const loader of page.scripts) {
    yield* type(loader);
    if (page.gates.length) yield* blocking(loader);
    yield* integrity(loader, page);
  }
}
