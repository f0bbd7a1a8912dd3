import { error, hint, quoted, warning, type Finding } from '../finding.js';
import type { Loader, Page } from '../page.js';
import { ancestors, at, attribute } from '../tree.js';

const tag = '<script type="module" async blocking="render" src="cleeng-gate.js" data-environment="production" data-publisher-id="…"></script>';

/** Whether an inline module imports the package by name, as pages with an import map do. */
const importsItself = ({ inlineScripts }: Page): boolean => /\b(?:from|import)\b[\s(]*["'`][^"'`]*cleeng-gate/.test(inlineScripts);

const isAsync = ({ element }: Loader): boolean => attribute(element, 'async') !== undefined;
const blocksRendering = ({ element }: Loader): boolean => /(^|\s)render(\s|$)/i.test(attribute(element, 'blocking') ?? '');

function isModule({ element }: Loader): boolean {
  return attribute(element, 'type')?.trim().toLowerCase() === 'module';
}

function* missing(page: Page): Generator<Finding> {
  const [user] = [...page.gates, ...page.libraries, ...page.conditional];
  if (!user || page.scripts.length || importsItself(page)) return;
  const others = page.elements.some((element) => element.name === 'script' && attribute(element, 'type') === 'module');
  yield others
    ? warning('script-missing', at(user), 'No script of this page is called cleeng-gate.js. If it is part of a bundle, mark the bundle\'s tag.', '<script type="module" src="…" data-cleeng-gate></script>')
    : error('script-missing', at(user), 'The script is missing: nothing on this page ever opens.', tag);
}

/** A second copy does no harm that is seen; but the first definition stays, and its version may be the old one. */
function* twice({ scripts }: Page): Generator<Finding> {
  for (const [index, { element, file, address }] of scripts.entries()) {
    const before = scripts.slice(0, index).find((one) => one.file === file && file !== 'bundle');
    if (!before) continue;
    const { line } = at(before.element);
    yield before.address === address
      ? warning('script-twice', at(element), `The script is already loaded in line ${line}.`, 'Remove this tag.')
      : warning('script-twice', at(element), `Two copies are loaded, ${quoted(before.address)} in line ${line} and ${quoted(address)}; the one that arrives first defines the tag.`, 'Keep the newer one.');
  }
}

/** The library imports the `cleeng-gate.js` beside it; a gate's script from elsewhere is a second copy. */
function* apart({ scripts }: Page): Generator<Finding> {
  const folder = ({ address }: Loader): string => address.replace(/[^/]*$/, '');
  const gate = scripts.find(({ file }) => file === 'gate');
  const library = scripts.find(({ file }) => file === 'library');
  if (!gate || !library || folder(gate) === folder(library)) return;
  yield warning('script-twice', at(library.element, 'src'), `cleeng-library.js loads the cleeng-gate.js beside it, which is not the one of line ${at(gate.element).line}.`, `src=${quoted(`${folder(gate)}cleeng-library.js`)}`);
}

function* type(loader: Loader): Generator<Finding> {
  if (isModule(loader)) return;
  yield error('script-type', at(loader.element, 'type'), 'The script is an ES module and its tag does not say so; the browser will refuse it.', '<script type="module" …>');
}

function* blocking(loader: Loader): Generator<Finding> {
  const { element, file } = loader;
  if (file === 'bundle' || !isModule(loader)) return;
  const inHead = ancestors(element).some(({ name }) => name === 'head');
  if (!inHead) yield hint('script-blocking', at(element), 'The script is loaded from the body, so a customer sees the page without the premium part first.', 'Move the tag into the <head>.');
  else if (!isAsync(loader) || !blocksRendering(loader)) {
    yield hint('script-blocking', at(element), 'Without async and blocking="render" a customer may see the page without the premium part first.', '<script type="module" async blocking="render" …>');
  }
}

function isElsewhere(address: string, page: URL | undefined): boolean {
  const base = page ?? new URL('https://page.invalid/');
  return URL.canParse(address, base.href) && new URL(address, base).origin !== base.origin;
}

function* integrity({ element, address }: Loader, page: Page): Generator<Finding> {
  const hash = attribute(element, 'integrity');
  const sample = 'integrity="sha384-…" (the value in integrity.json)';
  if (hash !== undefined && !/(^|\s)sha(256|384|512)-[\w+/-]{43,86}={0,2}/.test(hash)) {
    yield warning('script-integrity', at(element, 'integrity'), `The browser ignores integrity=${quoted(hash)}: it is no hash.`, sample);
  } else if (hash === undefined && isElsewhere(address, page.address)) {
    yield warning('script-integrity', at(element, 'src'), 'The script comes from another origin and nothing checks what arrives.', sample);
  }
}

/** Is the script there, once, and loaded so that it works and nobody sees it arrive? */
export function* scripts(page: Page): Generator<Finding> {
  yield* missing(page);
  yield* twice(page);
  yield* apart(page);
  for (const loader of page.scripts) {
    yield* type(loader);
    if (page.gates.length) yield* blocking(loader);
    yield* integrity(loader, page);
  }
}

/** `<cleeng-library>` has a script of its own. */
export function* libraryScript({ libraries, scripts: loaded }: Page): Generator<Finding> {
  const [library] = libraries;
  const gate = loaded.find(({ file }) => file === 'gate');
  if (!library || !gate || loaded.some(({ file }) => file !== 'gate')) return;
  yield error('library-script-missing', at(library), 'cleeng-gate.js does not know <cleeng-library>; its cards stay plain links.', `<script type="module" src="${gate.address.replace('cleeng-gate', 'cleeng-library')}"></script>`);
}
