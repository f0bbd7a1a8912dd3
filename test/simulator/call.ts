import type { CustomerName, Simulator } from '../../src/simulator/index.js';

/** The origin that is asked; the simulator answers at any. */
export const origin = 'https://ms.example';
/** What the service's envelope holds. */
export interface Body { responseData: Record<string, unknown> & { items?: Record<string, unknown>[] }; errors: string[]; code?: string }

/** Asks the simulator as a page would; `body` is null where the answer is no JSON. */
export async function call(simulator: Simulator, method: string, path: string, { jwt, body, headers }: { jwt?: string; body?: unknown; headers?: Record<string, string> } = {}) {
  const response = await simulator.fetch(`${origin}${path}`, {
    method,
    headers: { ...(jwt !== undefined && { Authorization: `Bearer ${jwt}` }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, response, body: (await response.clone().json().catch(() => null)) as Body };
}

/** What the service says of a customer and an offer; undefined where it does not say. */
export async function granted(simulator: Simulator, customer: CustomerName, offer: string): Promise<unknown> {
  const { jwt } = await simulator.signIn(customer);
  return (await call(simulator, 'GET', `/entitlements/${offer}`, { jwt })).body.responseData.accessGranted;
}
