import type { DenialReason } from './types.js';

const meanings: readonly (readonly [RegExp, DenialReason])[] = [
  [/blocked for country|blocked-country/i, 'blocked-country'],
  [/devices?\b|\bip limit/i, 'too-many-devices'],
  [/doesn't exist|does not exist|invalid param offerid|REQ0100|unknown-offer/i, 'unknown-offer'],
  [/inactive/i, 'inactive-offer'],
];

/**
 * What a refusal is about, judged by the texts that Cleeng's own clients match on,
 * since MediaStore has no code for most of them.
 */
export const refusalReason = (complaint: string): DenialReason | undefined =>
  meanings.find(([pattern]) => pattern.test(complaint))?.[1];

/** The words with which the offer call tells a customer that there is nothing left to buy. */
export const saysOwned = (complaint: string): boolean => /access already granted/i.test(complaint);
