import { isBase64url, own } from '../../sealed/encoding.js';
import { parseJson } from '../../wire/body.js';
import { Refusal } from '../answering/refusal.js';

/** One key of a ClearKey licence (Encrypted Media Extensions, section 9.1.4), both values in base64url. */
interface Key {
  readonly kty: 'oct';
  readonly kid: string;
  readonly k: string;
}

const mostKids = 64;

const isText = (value: unknown): value is string => isBase64url(value) && value !== '' && value.length <= 683;
const isKey = (value: unknown): value is Key => own(value, 'kty') === 'oct' && isText(own(value, 'kid')) && isText(own(value, 'k'));

/** The keys of a licence file; undefined when the file is none. */
export function readLicence(bytes: Uint8Array): readonly Key[] | undefined {
  const keys = own(parseJson(bytes), 'keys');
  return Array.isArray(keys) && keys.length && keys.every(isKey) ? keys : undefined;
}

/**
 * The ids that a licence request asks for: `{"kids":["…"],"type":"temporary"}` (section 9.1.3).
 *
 * @throws Refusal 400
 */
export function readLicenceRequest(bytes: Uint8Array | undefined): readonly string[] {
  const request = bytes && parseJson(bytes);
  const kids = own(request, 'kids');
  const type = own(request, 'type') ?? 'temporary';
  if (Array.isArray(kids) && kids.length && kids.length <= mostKids && kids.every(isText) && type === 'temporary') return kids;
  throw new Refusal(400, 'malformed');
}

/** A licence with the asked keys alone; undefined when it would be empty. */
export function licenceFor(keys: readonly Key[], kids: readonly string[]): object | undefined {
  const asked = keys.filter(({ kid }) => kids.includes(kid));
  return asked.length ? { keys: asked.map(({ kid, k }) => ({ kty: 'oct', kid, k })), type: 'temporary' } : undefined;
}
