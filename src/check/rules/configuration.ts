import { error, hint, quoted, warning, type Finding } from '../finding.js';
import { mark, options, optionWords, scriptOptions } from '../names.js';
import { nearest } from '../nearest.js';
import type { Loader, Page } from '../page.js';
import { at, attribute } from '../tree.js';

/** Whether an inline script says what the tag leaves out. */
const isConfigured = ({ inlineScripts }: Page): boolean =>
  /\bconfigure\b/.test(inlineScripts) && /cleeng/i.test(inlineScripts);

function* environment({ element }: Loader, elsewhere: boolean): Generator<Finding> {
  const value = attribute(element, 'data-environment');
  if (value === 'production' || value === 'sandbox' || (value === undefined && elsewhere)) return;
  const problem =
    value === undefined ? 'The environment is missing' : `There is no environment ${quoted(value)}`;
  yield error(
    'environment',
    at(element, 'data-environment'),
    `${problem}: every gate fails as misconfigured.`,
    'data-environment="production" or data-environment="sandbox"',
  );
}

function* publisher({ element }: Loader, elsewhere: boolean): Generator<Finding> {
  const value = attribute(element, 'data-publisher-id');
  if ((value !== undefined && /^\d{1,20}$/.test(value)) || (value === undefined && elsewhere)) return;
  const problem = value === undefined ? 'The publisher id is missing' : `${quoted(value)} is no publisher id`;
  yield error(
    'publisher-id',
    at(element, 'data-publisher-id'),
    `${problem}: every gate fails as misconfigured.`,
    'data-publisher-id="…" with the number from your Cleeng dashboard',
  );
}

function* maxAge({ element }: Loader): Generator<Finding> {
  const value = attribute(element, 'data-max-age');
  if (value === undefined || (Number(value) >= 0 && Number(value) <= 86_400)) return;
  yield warning(
    'max-age',
    at(element, 'data-max-age'),
    `${quoted(value)} is not a number of seconds up to 24 hours.`,
    'data-max-age="300"',
  );
}

function* wrongWords({ element }: Loader): Generator<Finding> {
  for (const [option, words] of Object.entries(optionWords)) {
    const name = `data-${option}`;
    const value = attribute(element, name);
    if (value === undefined || words.includes(value)) continue;
    const instead = words.map((word) => `${name}="${word}"`).join(' or ');
    yield warning('option-value', at(element, name), `${name} does not take ${quoted(value)}.`, instead);
  }
}

const camelCase = (name: string): string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** What is wrong with one `data-…`; a name that is far from ours may belong to somebody else's script. */
function unknownOption({ element }: Loader, name: string): Finding | undefined {
  const option = name.slice('data-'.length);
  const place = at(element, name);
  const say = (severity: typeof warning, message: string, instead: string): Finding =>
    severity('unknown-option', place, message, instead);
  if ([...options, mark].includes(option)) return undefined;
  if (scriptOptions.includes(option)) {
    return say(
      warning,
      `${name} is not read from the tag.`,
      `configure({ ${camelCase(option)}: … }) in a script`,
    );
  }
  // `data-data-layer` is what `dataLayer` becomes; nobody writes that at once.
  const meant = options.includes(name) ? name : nearest(option, options);
  const message = `The script does not know ${quoted(name)}.`;
  return meant
    ? say(warning, `${message} Did you mean data-${meant}?`, `data-${meant}="…"`)
    : say(hint, message, `It knows ${options.map((one) => `data-${one}`).join(', ')}.`);
}

/** Does the script's tag say what the script needs, in words that it knows? */
export function* configuration(page: Page): Generator<Finding> {
  const [loader] = page.scripts;
  if (!loader) return;
  // A bundle may configure itself, unless its tag has begun to.
  const begun =
    attribute(loader.element, 'data-environment') !== undefined ||
    attribute(loader.element, 'data-publisher-id') !== undefined;
  const elsewhere = isConfigured(page) || (loader.file === 'bundle' && !begun);
  yield* environment(loader, elsewhere);
  yield* publisher(loader, elsewhere);
  for (const one of page.scripts) {
    yield* maxAge(one);
    yield* wrongWords(one);
    yield* Object.keys(one.element.attribs)
      .filter((name) => name.startsWith('data-'))
      .flatMap((name) => unknownOption(one, name) ?? []);
  }
}
