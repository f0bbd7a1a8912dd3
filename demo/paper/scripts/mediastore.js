/**
 * What Cleeng's own checkout does in production: it logs in, makes an order and pays it.
 * Here it is forty lines, so that the demo needs nobody's servers. A page with the MediaStore SDK
 * or the hosted widgets has no such file.
 */
const base = '/mediastore';
export const publisherId = '123456789';
/** The SDK's keys. `api.signIn()` writes the same ones. */
export const kept = (name) => localStorage.getItem(`${publisherId}_CLEENG_${name}`);

async function ask(path, { method = 'GET', body, signedIn = true } = {}) {
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(body && { 'Content-Type': 'application/json' }),
      ...(signedIn && { Authorization: `Bearer ${kept('AUTH_TOKEN')}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const { responseData, errors = [] } = await response.json();
  if (!response.ok) throw new Error(errors[0] ?? 'The service did not say why.');
  return responseData;
}

/** `{jwt, refreshToken}` for the right password. */
export const logIn = (email, password) =>
  ask('/auths', { method: 'POST', body: { email, password, publisherId }, signedIn: false });

/** An offer at this reader's price. */
export const offer = (offerId, signedIn) => {
  const email = kept('CUSTOMER_EMAIL');
  return ask(`/offers/${offerId}${signedIn && email ? `/customers/${email}` : ''}`, { signedIn });
};

export const methods = async () => (await ask('/payment-methods')).paymentMethods;

export const order = async (offerId) =>
  (await ask('/orders', { method: 'POST', body: { offerId, customerId: Number(kept('CUSTOMER_ID')), paymentMethodId: 0, buyAsAGift: false } })).order;

/** Pays an order. The SDK announces what was paid by card, and keeps silent about what was free; so does this. */
export async function pay({ id, offerId }, { id: paymentMethodId, paymentGateway }) {
  await ask(`/orders/${id}`, { method: 'PATCH', body: { paymentMethodId } });
  const payment = await ask('/payments', { method: 'POST', body: { orderId: id } });
  if (paymentGateway === 'free-offer') return;
  dispatchEvent(new CustomEvent('MSSDK:purchase-successful', { detail: { payment: { ...payment, offerId } } }));
}
