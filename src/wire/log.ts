/** How much a line matters. */
export type Level = 'debug' | 'info' | 'warn' | 'error';

/**
 * Receives what the guard has to tell its operator. Never a token, a cookie, an e-mail or a body.
 *
 * @param event what happened, such as `jwks.failed`
 */
export type Log = (level: Level, event: string, fields?: Readonly<Record<string, unknown>>) => void;

const levels: readonly Level[] = ['debug', 'info', 'warn', 'error'];

/** What must never be in a log, should an error of somebody else's quote it: tokens and e-mail addresses. */
const secrets = /[\w-]{4,}\.[\w-]{4,}\.[\w-]{16,}|[^\s"'<>,;:]+@[^\s"'<>,;:]+/g;

/** A text without tokens and e-mail addresses, as far as they can be told by their looks. */
export const withoutSecrets = (text: string): string => text.replaceAll(secrets, '[left out]');

const clean = (_: string, value: unknown): unknown => (typeof value === 'string' ? withoutSecrets(value) : value);

/**
 * A log of one JSON object a line: `{"time":"…","level":"warn","event":"jwks.failed",…}`.
 *
 * @param write takes a line, without its end
 * @param least what matters less is left out; default `info`
 */
export function jsonLog(write: (line: string, level: Level) => void, least: Level = 'info'): Log {
  const told = new Set(levels.slice(levels.indexOf(least)));
  return (level, event, fields) => {
    if (told.has(level)) write(JSON.stringify({ time: new Date().toISOString(), level, event, ...fields }, clean), level);
  };
}

/** Warnings and errors as lines of JSON on the error stream. */
export const consoleLog: Log = jsonLog((line, level) => { console[level](line); }, 'warn');
