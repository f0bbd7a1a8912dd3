import { createSimulator, type CustomerName, type Simulator } from '../../src/simulator/index.js';
import type { Subject } from '../../src/sources/source.js';
import { createTestClock, type TestClock } from '../clock.js';

export const monthly = 'S100000001_DE';
export const origin = 'http://mediastore.test';

/** A simulator on a clock of its own, and its customers as a guard knows them. */
export interface Service {
  readonly clock: TestClock;
  readonly simulator: Simulator;
  subject(name: CustomerName): Promise<Required<Pick<Subject, 'jwt' | 'customerId'>>>;
  /** Waits until the service has received `count` requests; checking a signature takes real time. */
  received(count?: number): Promise<void>;
}

export function createService(): Service {
  const clock = createTestClock();
  const simulator = createSimulator({ clock });
  return {
    clock, simulator,
    async subject(name) {
      const { jwt, customerId } = await simulator.signIn(name);
      return { customerId: String(customerId), jwt };
    },
    async received(count = 1) {
      while (simulator.requests.filter(({ endpoint }) => endpoint).length < count) await new Promise((resolve) => { setImmediate(resolve); });
    },
  };
}
