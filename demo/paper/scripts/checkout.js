import { gate } from './gate.js';
import * as till from './mediastore.js';
import { wayBack } from './way-back.js';

const element = (id) => document.getElementById(id);
const offerId = new URL(location.href).searchParams.get('offer') ?? '';
const back = wayBack();
element('back').href = back;
element('login').href = `/login.html?return=${encodeURIComponent(location.pathname + location.search)}`;

const money = (amount, currency) => new Intl.NumberFormat(document.documentElement.lang, { style: 'currency', currency }).format(amount);

/** MediaStore words a subscription's period as `month`, and a rental's as a number of hours. */
const lasting = ({ period, trialAvailable, freeDays }) =>
  !period ? 'Paid once.' : Number(period) ? `Yours for ${period} hours.` : `${trialAvailable ? `${freeDays} days free, then b` : 'B'}illed every ${period}.`;

function showOffer(offer) {
  const { offerTitle, customerPriceInclTax, offerPrice, customerCurrency, offerCurrency } = offer;
  const price = customerPriceInclTax ?? offerPrice;
  element('title').textContent = offerTitle;
  element('price').textContent = price ? money(price, customerCurrency ?? offerCurrency) : 'Free';
  element('terms').textContent = price ? `${lasting(offer)} Tax included.` : 'Yours to keep.';
  element('receipt').hidden = false;
}

/** What costs nothing has one way to pay; all else, a trial too, has every other. */
const fits = ({ totalPrice, discount }) => ({ paymentGateway }) =>
  (paymentGateway === 'free-offer') === (totalPrice === 0 && !discount.applied);
const named = ({ paymentGateway, methodName }) => ({ 'free-offer': 'Nothing to pay', adyen: 'Card ending 4242' })[paymentGateway] ?? methodName;

function showMethods(methods) {
  for (const [index, method] of methods.entries()) {
    const choice = element('method').content.cloneNode(true);
    const input = choice.querySelector('input');
    Object.assign(input, { value: method.id, checked: index === 0 });
    choice.querySelector('span').textContent = named(method);
    element('methods').append(choice);
  }
}

const say = (text) => { element('state').textContent = text; };

async function begin(signedIn) {
  const offer = await till.offer(offerId, signedIn);
  showOffer(offer);
  if (!signedIn) {
    element('out').hidden = false;
    return say('Log in first, so that it is yours on every machine.');
  }
  const order = await till.order(offer.offerId ?? offerId);
  const methods = (await till.methods()).filter(fits(order));
  showMethods(methods);
  element('pay').hidden = false;
  say('One more step.');
  element('pay').addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = new FormData(event.target).get('method');
    void finish(order, methods.find(({ id }) => String(id) === chosen));
  });
}

async function finish(order, method) {
  const button = element('pay').querySelector('[type=submit]');
  button.disabled = true;
  say('Paying.');
  try {
    await till.pay(order, method);
    location.assign(`/thanks.html?return=${encodeURIComponent(back)}`);
  } catch (error) {
    button.disabled = false;
    say(error.message);
  }
}

const { $session } = await gate;
begin($session.get().signedIn).catch((error) => say(error.message));
