/**
 * A secret, if it can be one: a variable that is not set must not become the text "undefined". Cleeng's publisher
 * tokens have 48 characters, which is seen and not promised, so much less will do.
 *
 * @param option what the operator wrote it as
 * @throws TypeError that names the option and never quotes the value
 */
export function readSecret(option: string, value: unknown): string {
  if (typeof value !== 'string' || !value || value === 'undefined' || value === 'null') throw new TypeError(`${option} is not set`);
  if (!/^[\x21-\x7e]{8,512}$/.test(value)) throw new TypeError(`${option} takes 8 to 512 characters without spaces; the one given is no such secret`);
  return value;
}
