import type { ExplainedRight, Next } from '../../../bridge/explain.js';
import type { CustomerRow, RightRow } from '../../../bridge/store.js';
import type { Explained } from '../admin/admin.js';
import { moment, relative } from './times.js';

const causes = { event: 'after an event', sweep: 'by a sweep', time: 'since its time had come' } as const;

const or = (offers: readonly string[]): string => offers.join(' or ');
const because = ({ problem }: RightRow): string => (problem ? `: ${problem}` : '');

/** What the platform is known to do. */
function standing(right: RightRow, now: number): string {
  const { sink, have, haveAt, validUntil } = right;
  const asked = haveAt === null ? '' : ` ${relative(haveAt, now)}`;
  const until = validUntil === null ? 'for ever' : `until ${moment(validUntil)}`;
  const closes = validUntil === null || validUntil <= now ? '' : ` What stood there before closes by itself on ${moment(validUntil)}.`;
  switch (have) {
    case 'active': return `${sink} confirmed it${asked}, ${until}; each look at the customer moves that on.`;
    case 'inactive': return `${sink} confirmed${asked} that it is closed.`;
    case 'foreign': return `At ${sink} stands a row that ${right.problem ? `is left alone${because(right)}` : 'somebody else wrote; it is left alone'}.`;
    case 'stuck': return `${sink} refused${because(right)}.${right.want === 'inactive' ? closes : ''}`;
    case 'unknown': return `Whether ${sink} has taken it is not known yet${because(right)}.${right.want === 'inactive' ? closes : ''}`;
  }
}

/** Why it is wanted. */
function wanted(offers: readonly string[], right: RightRow | null, now: number): string {
  if (!right) return `Cleeng has never granted ${or(offers)} to this customer, as far as the bridge has looked.`;
  const { want, wantAt, wantBy, offerId, expiresAt, heldBy } = right;
  const since = `${relative(wantAt, now)}, ${causes[wantBy]}`;
  if (heldBy) return `Cleeng grants ${or(offers)} no longer, and so many others lost access at once that the bridge keeps it until a person has looked.`;
  if (want === 'inactive') return `Cleeng grants ${or(offers)} no longer; the bridge found out ${since}.`;
  const end = expiresAt === null ? 'without an end' : `${expiresAt <= now ? 'its end was' : 'to'} ${moment(expiresAt)}`;
  return `Cleeng grants ${offerId}, ${end}; first seen ${moment(right.validFrom)}.`;
}

const due = (customer: CustomerRow | null, now: number): string => (customer?.dueAt == null ? 'soon' : customer.dueAt <= now ? 'now' : `on ${moment(customer.dueAt)}`);

const steps: Readonly<Record<Next, (explained: ExplainedRight, customer: CustomerRow | null, now: number) => string>> = {
  round: (_, customer, now) => `the customer is looked at ${due(customer, now)}.`,
  assert: ({ sink }, customer, now) => `Cleeng's records are read and ${sink} is told again ${due(customer, now)}, and at each event and sweep.`,
  retry: (_, customer, now) => `the last look failed (${customer?.problem ?? 'unknown'}, ${customer?.attempts ?? 0} in a row); the next is ${due(customer, now)}.`,
  person: ({ right, sink }) => (right?.have === 'foreign' ? `a person decides whose row it is; each sweep looks at ${sink} again.` : `a person must mend it at ${sink} or in the mapping; each sweep tries again.`),
  release: ({ right }) => `a person looks why, then: cleeng-gate bridge sweep --release ${right?.heldBy ?? ''}, or --discard ${right?.heldBy ?? ''}.`,
  account: ({ sink }) => `it is not known whom ${sink} knows this customer as. Give the customer an external id in Cleeng, or set accounts in the file to customerId.`,
  event: () => 'nothing, until something happens at Cleeng or a sweep looks.',
};

/** Whether the customer can watch there, as far as the bridge knows. */
function verdict(right: RightRow | null, now: number): string {
  if (!right) return 'CLOSED';
  const { want, have, validUntil } = right;
  if (have === 'active') return 'OPEN';
  if (have === 'inactive') return 'CLOSED';
  if (have === 'foreign') return 'NOT OURS';
  if (want === 'active') return have === 'stuck' ? 'REFUSED' : 'BEING OPENED';
  const over = validUntil !== null && validUntil <= now;
  return over ? 'CLOSED' : have === 'stuck' ? 'MAY STILL BE OPEN' : 'BEING CLOSED';
}

function describeRight(explained: ExplainedRight, customer: CustomerRow | null, now: number): readonly string[] {
  const { sink, target, facet, offers, right, next } = explained;
  const where = `${sink} · ${target}${facet && ` · ${facet}`}`;
  return [
    `${where}: ${verdict(right, now)}`,
    ...(right ? [`  Known there as ${right.account}.`] : []),
    `  ${wanted(offers, right, now)}`,
    ...(right ? [`  ${standing(right, now)}`] : []),
    `  Next: ${steps[next](explained, customer, now)}`,
    '',
  ];
}

const describeOrphan = (right: RightRow, now: number): readonly string[] => [
  `${right.sink} · ${right.target}: ${verdict(right, now)}`,
  '  No row of the mapping gives it any more, or the customer is known as somebody else there.',
  `  ${standing(right, now)}`,
  '',
];

/** Of a number that is nobody's. */
const stranger = (customerId: string, customer: CustomerRow | null): string =>
  `Cleeng does not know customer ${customerId}${customer ? '' : ', and the bridge has never heard of one'}. Look at the number, and whether it is of this publisher and environment.`;

function introduction(customerId: string, customer: CustomerRow | null, known: boolean | null, now: number): string {
  if (!customer) return `The bridge has never heard of customer ${customerId}${known ? ', whom Cleeng knows' : ''}. A webhook, a sweep, or cleeng-gate bridge replay ${customerId} makes it look.`;
  return `Customer ${customerId}. ${customer.askedAt === null ? 'Cleeng has not been asked about access yet' : `Cleeng was last asked about access ${relative(customer.askedAt, now)}`}.`;
}

/**
 * Why a customer has or lacks each right, and what the bridge does next, in plain words.
 *
 * @param now unix seconds
 */
export function describeExplanation({ customerId, customer, known, rights, orphans }: Explained, now: number): string {
  const strange = known === false;
  const isEmpty = strange && !orphans.length && rights.every(({ right }) => !right);
  const head = [...strange ? [stranger(customerId, customer)] : [], ...strange && !customer ? [] : [introduction(customerId, customer, known, now)]];
  if (isEmpty) return head.join('\n');
  return [
    ...head, '',
    ...rights.flatMap((right) => describeRight(right, customer, now)),
    ...orphans.flatMap((right) => describeOrphan(right, now)),
  ].join('\n').replaceAll(/[^\n\P{Cc}]/gu, ' ').trimEnd();
}
