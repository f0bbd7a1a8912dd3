import { own, unwrap } from './body.js';

/**
 * The one rule, the same in the page and in the guard: HTTP 200 and an own boolean
 * `accessGranted === true` grants; `false`, 402, 403 and 404 deny; all else is unknown.
 * `expiresAt` has no say: in a grace period it lies in the past.
 *
 * @param status HTTP status of the answer
 * @param body the parsed body, in the MediaStore envelope or bare; anything when there was none
 * @returns true, false, or undefined when the answer says neither
 * @see https://developers.cleeng.com/docs/unlocking-content-with-entitlements
 */
export function grantsAccess(status: number, body: unknown): boolean | undefined {
  if (status === 402 || status === 403 || status === 404) return false;
  const granted = status === 200 ? own(unwrap(body), 'accessGranted') : undefined;
  return typeof granted === 'boolean' ? granted : undefined;
}
