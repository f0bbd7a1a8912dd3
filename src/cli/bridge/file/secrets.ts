import { withoutSecrets } from '../../../wire/log.js';
import type { Document, Path } from './document.js';
import type { Problem } from './problems.js';

/** Variables of the environment: a file is copied, shown and put into repositories. */
export type Environ = Readonly<Partial<Record<string, string>>>;

/** What every bridge needs from the environment. */
export const publisherToken = 'CLEENG_PUBLISHER_TOKEN';
export const webhookSecrets = 'CLEENG_WEBHOOK_SECRETS';
export const databaseAddress = 'CLEENG_BRIDGE_DATABASE';

const named = /(token|password|passwd|secrets?|api_?key|credentials?)$/i;

/** Where a secret would stand, and what a program should read it from. */
function variableOf(path: Path): string | undefined {
  const [top, sink, key = ''] = path.map(String);
  if (top === 'database') return databaseAddress;
  if (path.length === 1 || top === 'webhooks') return /secret/i.test(path.at(-1) as string) ? webhookSecrets : named.test(top ?? '') ? publisherToken : undefined;
  return top === 'sinks' && named.test(key) ? `${String(sink).replaceAll(/\W/g, '_')}_${key}`.toUpperCase() : undefined;
}

/** Whether a text can be a key of Cleeng's, as the Core API's own reader has it. */
export const isSecret = (text: string): boolean => /^[\x21-\x7e]{8,512}$/.test(text);
const hasPassword = (text: string): boolean => URL.canParse(text) && new URL(text).password !== '';
const isTelling = (text: string): boolean => hasPassword(text) || (withoutSecrets(text) !== text && !text.includes('@'));

/** What to do with a secret of an entry, an address, or the whole. */
function remedy(path: Path, key: string): string {
  if (path[0] !== 'sinks') return `Put it into the environment as ${variableOf(path) ?? publisherToken}, and leave this out.`;
  const variable = variableOf(path);
  return variable ? `Put it into the environment as ${variable}, and write "${key}": { "env": "${variable}" }.` : 'Take it out.';
}

/** Secrets that somebody wrote into the file. Never says them again. */
export function writtenSecrets({ texts }: Document): readonly Problem[] {
  return texts.flatMap(([path, text]): Problem[] => {
    const key = String(path[0] === 'sinks' ? (path[2] ?? '') : path.at(-1));
    if (path.at(-1) === 'env' || !(named.test(key) || isTelling(text) || path[0] === 'database')) return [];
    return [{ path, message: `"${key}" holds a secret, and files are copied and shown. ${remedy(path, key)}` }];
  });
}

/** What of the secrets in the environment cannot be one, by the name of its variable and never by what it holds. */
export function unfitSecrets({ [publisherToken]: token, [webhookSecrets]: secrets }: Environ): readonly string[] {
  const sizes = secrets ? secrets.split(',').map((secret) => Buffer.byteLength(secret.trim())) : [];
  const wrong = sizes.find((bytes) => bytes < 16 || bytes > 64);
  return [
    ...(token && !isSecret(token) ? [`${publisherToken} takes 8 to 512 characters without spaces; what it holds is no such key`] : []),
    ...(wrong === undefined ? [] : [`${webhookSecrets} takes 16 to 64 bytes for each secret; ${sizes.length === 1 ? 'its one' : `one of its ${sizes.length}`} has ${wrong}`]),
  ];
}

/**
 * Those of the variables that are not set. An unset variable in a start script can become one of these words.
 *
 * @param needed name and what it is for
 */
export const missingVariables = (needed: ReadonlyMap<string, string>, environ: Environ): ReadonlyMap<string, string> =>
  new Map([...needed].filter(([name]) => ['', 'undefined', 'null'].includes(environ[name]?.trim() ?? '')));
