import { offerBody, ok, orderBody, ownedBody, paymentMethods, refuse, type Order } from './answers.js';
import type { Customer } from './cast.js';
import type { CustomerTokens } from './customer-tokens.js';
import type { Endpoint, Subject } from './faults.js';
import type { Happenings } from './happenings.js';
import type { Issuer } from './issuer.js';
import type { Ledger } from './ledger.js';

/** A request, read as far as every call needs it. */
export interface Call {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  /** The verified customer of the bearer token; null when there is none or it is no good. */
  readonly customer: number | null;
  readonly bearer: string;
}

/** One documented call. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly method: string;
  readonly path: RegExp;
  /** Which path parameter is an offer id. */
  readonly offer?: number;
  /** Which one is a customer's id, where no token names one. */
  readonly customer?: number;
  /** What it is about, where that is not in the path. */
  about?(call: Call): Partial<Subject>;
  /** Whether it does without a bearer token. */
  readonly open?: boolean;
  answer(call: Call): Response | Promise<Response>;
}

/** Switches of behaviour where the real service has been seen to do both. */
export interface Habits {
  /** Body of a refused refresh. */
  refusedRefresh: 'empty-data' | 'no-data';
  /** What the customer's offer call says of an offer that is owned. */
  ownedOffer: 'flag' | 'error';
}

interface Surroundings {
  readonly ledger: Ledger;
  readonly happenings: Pick<Happenings, 'purchase'>;
  readonly issuer: Issuer;
  readonly customerTokens: CustomerTokens;
  readonly publisherId: string;
  readonly habits: Habits;
}

const noSuch = (): Response => refuse(404, 'Entity not found', 'REQ0100');

/** MediaStore's calls, as its own clients make them. */
export function createRoutes({ ledger, happenings, issuer, customerTokens, publisherId, habits }: Surroundings): Route[] {
  const refreshTokens = new Map<string, number>();
  const orders = new Map<number, Order>();

  const tokens = async (id: number) => {
    const refreshToken = [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    refreshTokens.set(refreshToken, id);
    return { jwt: await issuer.issue(id), refreshToken, customerId: id, customerToken: customerTokens.issue(id) };
  };
  const own = (call: Call, answer: (id: number) => Response): Response =>
    Number(call.params[0]) === call.customer ? answer(call.customer) : refuse(403, 'Access denied', 'USER0003');

  /** Whose price is asked for: the token's customer; without a token, as SDK 5.4 asks, whoever is named. */
  const buyerOf = ({ params: [, email = ''], bearer, customer }: Call): Customer | Response => {
    if (bearer && customer === null) return refuse(401, 'Invalid JWT token', 'AUTH0002');
    const buyer = bearer ? ledger.customer(customer ?? 0) : ledger.byEmail(email);
    return buyer?.email === email ? buyer : refuse(403, 'Access denied', 'USER0003');
  };
  const offerOf = (call: Call, customer?: Customer): Response => {
    const offer = ledger.find(call.params[0] ?? '');
    if (!offer) return refuse(404, `Offer ${call.params[0] ?? ''} doesn't exist`);
    if (offer.active === false) return refuse(400, 'Offer is inactive');
    if (offer.blocked) return refuse(403, `Offer is blocked for country ${customer?.country ?? 'DE'}`);
    const owns = customer ? ledger.access(customer.id, offer.id).granted : false;
    return owns && habits.ownedOffer === 'error' ? refuse(422, 'Access already granted') : ok(offerBody(offer, customer, owns));
  };
  const ownOfferOf = (call: Call): Response => {
    const buyer = buyerOf(call);
    return buyer instanceof Response ? buyer : offerOf(call, buyer);
  };

  const createOrder = ({ body, customer: id }: Call): Response => {
    const customer = ledger.customer(Number(body.customerId));
    const offer = ledger.find(String(body.offerId));
    if (!customer || customer.id !== id) return refuse(403, 'Access denied', 'USER0003');
    if (!offer) return refuse(404, `Offer ${String(body.offerId)} doesn't exist`);
    const order: Order = { id: 500_000_001 + orders.size, customer, offer, paymentMethodId: 0, trial: Boolean(offer.freeDays) && !customer.hadTrial };
    orders.set(order.id, order);
    return ok({ message: 'Order created', success: true, order: orderBody(order) });
  };
  const withOrder = (call: Call, id: unknown, answer: (order: Order) => Response): Response => {
    const order = orders.get(Number(id));
    return order && order.customer.id === call.customer ? answer(order) : noSuch();
  };
  const pay = (order: Order): Response => {
    const method = paymentMethods.find(({ id }) => id === order.paymentMethodId);
    if (!method) return refuse(400, `Order doesn't have paymentMethodId`, 'REQ0001');
    happenings.purchase(order.customer.id, order.offer, { inTrial: order.trial });
    const { id, customer, offer } = order;
    return ok({ id: id + 1, orderId: id, status: 'successfull', totalAmount: 0, currency: offer.currency, customerId: customer.id, paymentGateway: method.paymentGateway, paymentMethod: method.methodName, externalPaymentId: '', offerType: offer.id[0] });
  };

  const register = async ({ body }: Call): Promise<Response> => {
    const { email, password } = body;
    if (typeof email !== 'string' || typeof password !== 'string' || !/^(?=.*[a-z])(?=.*[\d!@#$%^&]).{8,80}$/i.test(password)) return refuse(400, 'Invalid body', 'REQ0001');
    if (ledger.byEmail(email)) return refuse(422, 'Customer already exists', 'USER0002');
    return ok(await tokens(ledger.addCustomer(email, password).id));
  };
  const login = async ({ body }: Call): Promise<Response> => {
    const { email, password, publisherId: publisher, offerId } = body;
    if (typeof offerId === 'string' ? !ledger.find(offerId) : String(publisher) !== publisherId) return refuse(401, 'Customer is not associated with the publisher', 'USER0003');
    const customer = ledger.login(String(email), String(password));
    return customer ? ok(await tokens(customer.id)) : refuse(401, 'Wrong email or password', 'USER0001');
  };
  const refresh = async ({ body }: Call): Promise<Response> => {
    const presented = String(body.refreshToken);
    const id = refreshTokens.get(presented);
    refreshTokens.delete(presented);
    if (id !== undefined) return ok(await tokens(id));
    const errors = ['Refresh token is expired or does not exist'];
    return Response.json({ ...(habits.refusedRefresh === 'empty-data' && { responseData: {} }), errors }, { status: 401 });
  };
  const consents = { consents: [{ name: 'terms', version: '1', label: 'Terms', required: true, state: 'accepted' }] };

  const get = (endpoint: Endpoint, path: RegExp, answer: Route['answer'], more: Partial<Route> = {}): Route => ({ endpoint, method: 'GET', path, answer, ...more });
  const post = (endpoint: Endpoint, path: RegExp, answer: Route['answer'], more: Partial<Route> = {}): Route => ({ endpoint, method: 'POST', path, answer, ...more });
  const open = { open: true };
  return [
    get('entitlements', /^\/entitlements\/([^/]+)$/, ({ params, customer }) => {
      const { granted, expiresAt } = ledger.access(customer ?? 0, params[0] ?? '');
      return ok({ accessGranted: granted, expiresAt });
    }, { offer: 0 }),
    get('offers', /^\/offers\/([^/]+)$/, (call) => offerOf(call), { offer: 0, open: true }),
    get('offers', /^\/offers\/([^/]+)\/customers\/([^/]+)$/, ownOfferOf, { offer: 0, open: true }),
    get('offers', /^\/v2\/offers\/([^/]+)$/, ({ params }) => {
      const offer = ledger.find(params[0] ?? '');
      return offer ? ok({ id: offer.id.split('_')[0], longId: offer.id, title: offer.title, giftable: false, active: offer.active ?? true }) : noSuch();
    }, { offer: 0, open: true }),
    post('auths', /^\/auths$/, login, open),
    post('refresh', /^\/auths\/refresh_token$/, refresh, open),
    post('customers', /^\/customers$/, register, open),
    get('locales', /^\/locales$/, () => ok({ locale: 'en_US', country: 'DE', currency: 'EUR', ipAddress: '127.0.0.1' }), open),
    get('consents', /^\/publishers\/([^/]+)\/consents$/, () => ok(consents), open),
    get('consents', /^\/customers\/(\d+)\/consents$/, (call) => own(call, () => ok(consents))),
    { endpoint: 'consents', method: 'PUT', path: /^\/customers\/(\d+)\/consents$/, answer: (call) => own(call, () => ok(consents)) },
    get('capture', /^\/customers\/(\d+)\/capture\/status$/, (call) => own(call, () => ok({ shouldCaptureBeDisplayed: false, isCaptureEnabled: false, settings: [] }))),
    get('customer-offers', /^\/customers\/(\d+)\/offers$/, (call) => own(call, (id) => ok({ items: ledger.listed(id).map(ownedBody) }))),
    get('subscriptions', /^\/customers\/(\d+)\/subscriptions$/, (call) => own(call, (id) => ok({ items: ledger.listed(id).filter(({ offer }) => offer.id.startsWith('S')).map(ownedBody) }))),
    get('customers', /^\/customers\/(\d+)$/, (call) => own(call, (id) => {
      const person = ledger.customer(id);
      return person ? ok({ id, email: person.email, country: person.country, currency: person.currency, locale: 'en_US' }) : noSuch();
    })),
    get('switches', /^\/customers\/(\d+)\/subscription_switches\/([^/]+)\/availability$/, (call) => own(call, () => ok({ available: [], unavailable: [] }))),
    post('orders', /^\/orders$/, createOrder),
    get('orders', /^\/orders\/(\d+)$/, (call) => withOrder(call, call.params[0], (order) => ok({ message: '', success: true, order: orderBody(order) }))),
    { endpoint: 'orders', method: 'PATCH', path: /^\/orders\/(\d+)$/, answer: (call) => withOrder(call, call.params[0], (order) => {
      order.paymentMethodId = Number(call.body.paymentMethodId);
      return ok({ message: 'Order updated', success: true, order: orderBody(order) });
    }) },
    get('payment-methods', /^\/payment-methods$/, () => ok({ message: '', status: 1, paymentMethods })),
    post('payments', /^\/payments$/, (call) => withOrder(call, call.body.orderId, pay)),
    { endpoint: 'jwks', method: 'GET', path: /^\/\.well-known\/jwks\.json$/, open: true, answer: async () => Response.json(await issuer.jwks()) },
  ];
}

