import { error, quoted, warning, type Finding } from '../finding.js';
import type { Loader, Page } from '../page.js';
import { at, attribute } from '../tree.js';

const tag =
  '<script type="module" async blocking="render" src="cleeng-gate.js" data-environment="production" data-publisher-id="…"></script>';

/** Whether an inline module imports the package by name, as pages with an import map do. */
const importsItself = ({ inlineScripts }: Page): boolean =>
  /\b(?:from|import)\b[\s(]*["'`][^"'`]*cleeng-gate/.test(inlineScripts);

function* missing(page: Page): Generator<Finding> {
  const [user] = [...page.gates, ...page.libraries, ...page.conditional];
  if (!user || page.scripts.length || importsItself(page)) return;
  if (page.elements.some((element) => element.name === 'script' && attribute(element, 'type') === 'module')) {
    const message =
      'No script of this page is called cleeng-gate.js. If it is part of a bundle, mark the tag of that.';
    yield warning(
      'script-missing',
      at(user),
      message,
      '<script type="module" src="…" data-cleeng-gate></script>',
    );
  } else {
    yield error('script-missing', at(user), 'The script is missing: nothing on this page ever opens.', tag);
  }
}

/** A second copy does no harm that is seen; but the first definition stays, and it may be the older one. */
function* twice({ scripts }: Page): Generator<Finding> {
  for (const [index, { element, file, address }] of scripts.entries()) {
    const before = scripts.slice(0, index).find((one) => one.file === file && file !== 'bundle');
    if (!before) continue;
    const { line } = at(before.element);
    const [message, instead] =
      before.address === address
        ? [`The script is already loaded in line ${line}.`, 'Remove this tag.']
        : [
            `Another copy is loaded in line ${line}, ${quoted(before.address)}; the one that arrives first stays.`,
            'Keep the newer one.',
          ];
    yield warning('script-twice', at(element), message, instead);
  }
}

/** The library imports the `cleeng-gate.js` beside it; a gate's script from elsewhere is a second copy. */
function* apart({ scripts }: Page): Generator<Finding> {
  const folder = ({ address }: Loader): string => address.replace(/[^/]*$/, '');
  const gate = scripts.find(({ file }) => file === 'gate');
  const library = scripts.find(({ file }) => file === 'library');
  if (!gate || !library || folder(gate) === folder(library)) return;
  yield warning(
    'script-twice',
    at(library.element, 'src'),
    `cleeng-library.js loads the cleeng-gate.js beside it, which is not the one of line ${at(gate.element).line}.`,
    `src=${quoted(`${folder(gate)}cleeng-library.js`)}`,
  );
}

/** Is the script there, and once? */
export function* scripts(page: Page): Generator<Finding> {
  yield* missing(page);
  yield* twice(page);
  yield* apart(page);
}

/** `<cleeng-library>` has a script of its own. */
export function* libraryScript({ libraries, scripts: loaded }: Page): Generator<Finding> {
  const [library] = libraries;
  const gate = loaded.find(({ file }) => file === 'gate');
  if (!library || !gate || loaded.some(({ file }) => file !== 'gate')) return;
  yield error(
    'library-script-missing',
    at(library),
    'cleeng-gate.js does not know <cleeng-library>; its cards stay plain links.',
    `<script type="module" src="${gate.address.replace('cleeng-gate.js', 'cleeng-library.js')}"></script>`,
  );
}
