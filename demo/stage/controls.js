/** The simulator's buttons. A publisher's page has nothing like it. */
async function press(name, body, method = body ? 'POST' : 'GET') {
  const response = await fetch(`/__simulator/${name}`, {
    method,
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return response.json();
}

/** The cast, the catalogue and the faults in force. */
export const state = () => press('state');
export const refund = (customer, offer) => press('refund', { customer, offer });
export const chargeback = (customer, offer) => press('chargeback', { customer, offer });
/** How long the service takes to learn of a purchase, in milliseconds. */
export const lag = (ms) => press('lag', { lag: { entitlements: ms, ownership: ms } });
export const reset = () => press('reset', {});

/** What can go wrong with a check; one at a time, until it is mended. */
export const faults = {
  slow: { kind: 'latency', ms: 4000 },
  hang: { kind: 'hang' },
  401: { kind: 'status', status: 401, code: 'AUTH0002', message: 'Invalid JWT token' },
  403: { kind: 'status', status: 403, message: 'Access denied' },
  404: { kind: 'status', status: 404, message: 'Entity not found' },
  429: { kind: 'status', status: 429, message: 'Too many requests', retryAfter: 5 },
  500: { kind: 'status', status: 500 },
  html: { kind: 'html' },
  malformed: { kind: 'json', body: { responseData: { accessGranted: 'true' }, errors: [] } },
  reset: { kind: 'reset' },
};

/** Lets checks go wrong in one of these ways; with '' they are well again. */
export async function fault(name) {
  await press('faults', undefined, 'DELETE');
  if (name) await press('faults', { fault: { ...faults[name], endpoint: 'entitlements' } });
}
