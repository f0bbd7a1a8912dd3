import type { Caller } from '../../src/server/answering/route.js';
import { createVerdicts, type VerdictsOptions } from '../../src/server/verdicts/verdicts.js';
import type { Problem, Source, Verdict } from '../../src/sources/source.js';
import { createTestClock } from '../clock.js';

export const caller = (customerId = '1', jwt = `jwt of ${customerId}`): Caller => ({ customerId, jwt, expiresAt: 2_000_000_000, by: 'bearer' });
export const granted = { source: 'test', status: 'granted', expiresAt: 1_900_000_000 } as const;
export const denied = { source: 'test', status: 'denied', reason: 'not-entitled' } as const;
export const unknown = (code: Problem['code'], more: Partial<Problem> = {}) => ({ source: 'test', status: 'unknown', problem: { code, ...more } }) as const;

/** A source that says what it is told to, and counts how often it was asked. */
function createSource(says: Verdict) {
  const source = {
    name: 'test', says, asked: 0,
    async check(): Promise<Verdict> {
      source.asked++;
      return Promise.resolve(source.says);
    },
  };
  return source satisfies Source & { says: Verdict };
}

export function setUp(says: Verdict = granted, more: Partial<VerdictsOptions> = {}) {
  const clock = createTestClock();
  const source = createSource(says);
  const another = (again: Partial<VerdictsOptions> = {}) =>
    createVerdicts({ environment: 'sandbox', publisherId: '123456789', source, clock, ...more, ...again });
  return { clock, source, another, verdicts: another() };
}
