import { createGuard, type Guard, type GuardOptions, type Log } from '../../src/server/index.js';
import { createSimulator, type CustomerName, type Simulator } from '../../src/simulator/index.js';
import { createTestClock, type TestClock } from '../clock.js';

/** A guard over a simulated service, and short ways to ask it. */
export interface Guarded {
  readonly guard: Guard;
  readonly clock: TestClock;
  readonly simulator: Simulator;
  /** What the guard told its operator, one line each. */
  readonly lines: readonly string[];
  /** A request to the guard at `/guard`. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** The same with a customer's token. */
  askAs(customer: CustomerName, path: string, init?: RequestInit): Promise<Response>;
}

export const host = 'https://paper.example';
export const bearer = (jwt: string): Record<string, string> => ({ Authorization: `Bearer ${jwt}` });

export function createGuarded(options: Partial<GuardOptions> = {}): Guarded {
  const clock = createTestClock();
  const simulator = createSimulator({ clock });
  const lines: string[] = [];
  const log: Log = (level, event, fields) => void lines.push(`${level} ${event} ${JSON.stringify(fields)}`);
  const guard = createGuard({
    environment: 'sandbox', publisherId: simulator.publisherId, apiBase: 'http://mediastore.test',
    jwksUrl: 'http://mediastore.test/.well-known/jwks.json', fetch: simulator.fetch, clock, log, ...options,
  });
  const ask = async (path: string, init?: RequestInit): Promise<Response> => guard(new Request(`${host}/guard/${path}`, init));
  return {
    guard, clock, simulator, lines, ask,
    async askAs(customer, path, init) {
      const { jwt } = await simulator.signIn(customer);
      return ask(path, { ...init, headers: { ...bearer(jwt), ...(init?.headers as Record<string, string> | undefined) } });
    },
  };
}

/** What MediaStore's envelope holds. */
export const dataOf = async (response: Response): Promise<unknown> => ((await response.json()) as { responseData: unknown }).responseData;

/** Status and code of a refusal. */
export const refusalOf = async (response: Response): Promise<string> => `${response.status} ${((await response.json()) as { code: string }).code}`;
