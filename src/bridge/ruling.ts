import type { Problem, Verdict } from '../sources/source.js';
import type { RightRow } from './store.js';

/**
 * What is to be made of a right. `active` by the offer that lasts longest. `inactive`: every offer was denied.
 * `unknown`: stays as it is. `abstained`: nobody denied it, and nobody knows the offers named; it is not renewed.
 */
export type Ruling =
  | { readonly status: 'active'; readonly offerId: string; readonly expiresAt: number | null }
  | { readonly status: 'inactive' }
  | { readonly status: 'unknown'; readonly problem: Problem }
  | { readonly status: 'abstained'; readonly offers: readonly string[] };

/** What is noted of a right: what was last found out, for offers that need not be asked about again. */
export type Noted = Pick<RightRow, 'want' | 'offerId' | 'expiresAt'> | undefined;

/** An offer that the service does not know is a fault of the mapping, and says nothing about the customer. */
const abstains = (verdict: Verdict): boolean =>
  verdict.status === 'abstain' || (verdict.status === 'denied' && verdict.reason === 'unknown-offer');

const lasting = (expiresAt: number | null): number => expiresAt ?? Infinity;

type Said = ReadonlyMap<string, Verdict>;

/** Whether the notes speak for offers that were not asked about, as if they had been. */
const stands = (offers: readonly string[], said: Said, noted: Noted): noted is NonNullable<Noted> =>
  noted?.want === 'active' && offers.includes(noted.offerId) && !said.has(noted.offerId);

/**
 * Whether the notes do not tell enough: the right stood by an offer that is no longer granted or named, and how it was
 * with the others did not matter then.
 */
export const needsMore = (offers: readonly string[], said: Said, noted: Noted): boolean =>
  noted?.want === 'active' && !stands(offers, said, noted)
  && !offers.some((offer) => said.get(offer)?.status === 'granted') && offers.some((offer) => !said.has(offer));

/**
 * Makes one of what was said of all offers that give a right.
 *
 * @param said verdicts by offer; one that is missing was not asked about, and stands as noted
 */
export function rule(offers: readonly string[], said: Said, noted: Noted): Ruling {
  const verdicts = offers.flatMap((offerId) => {
    const verdict = said.get(offerId);
    return verdict ? [{ offerId, verdict }] : [];
  });
  const granted = verdicts.flatMap(({ offerId, verdict }) =>
    (verdict.status === 'granted' ? [{ status: 'active' as const, offerId, expiresAt: verdict.expiresAt }] : []));
  const before = stands(offers, said, noted) ? [{ status: 'active' as const, offerId: noted.offerId, expiresAt: noted.expiresAt }] : [];
  const best = [...granted, ...before].sort((one, other) => lasting(other.expiresAt) - lasting(one.expiresAt))[0];
  if (best) return best;
  const unknown = verdicts.map(({ verdict }) => verdict).find((verdict) => verdict.status === 'unknown');
  if (unknown) return { status: 'unknown', problem: unknown.problem };
  const strange = verdicts.filter(({ verdict }) => abstains(verdict)).map(({ offerId }) => offerId);
  return strange.length ? { status: 'abstained', offers: strange } : { status: 'inactive' };
}
