/**
 * A stand-in for the script of Cleeng's hosted widgets, as JavaScript for a page of the simulator's own origin:
 * it fills `[data-cleeng-widget]` with a plain form, and has the methods of `window.cleeng` that are documented
 * (`onAuthTokensUpdate`, `setAuthTokens`, `logout`) and the `CLEENG_SDK_LOADED` message.
 *
 * @param base path under which MediaStore is served
 */
export const widgetScript = (base: string): string => `
const heard = [];
let tokens = {};
const tell = (now) => { tokens = now; for (const hear of heard) hear(tokens); };
const post = async (path, body) => {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return response.json();
};
const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const cast = fetch('/__simulator/state').then((response) => response.json());

async function fill(place) {
  if (place.childElementCount) return;
  place.append(element('p', { textContent: 'One moment …' }));
  const { customers, offers, publisherId } = await cast;
  const { cleengWidget: kind, cleengOfferId: id } = place.dataset;
  const offer = offers.find((one) => one.id === id);
  const who = element('select', { name: 'customer' }, ...customers.map(({ name, description }) => element('option', { value: name, textContent: name + ': ' + description })));
  const form = element('form', { method: 'dialog' },
    element('h2', { textContent: kind === 'checkout' ? (offer ? offer.title : 'Unknown offer') : 'Log in' }),
    element('label', {}, 'Customer ', who),
    element('button', { textContent: kind === 'checkout' ? 'Pay' : 'Log in' }));
  form.style.padding = '0 1rem 1rem';
  who.style.maxWidth = '100%';
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { email, password } = customers.find(({ name }) => name === who.value);
    const { responseData: { jwt, refreshToken } } = await post('${base}/auths', { email, password, publisherId });
    tell({ jwt, refreshToken });
    if (kind !== 'checkout' || !offer) return;
    await post('/__simulator/grant', { customer: who.value, offer: offer.name });
    place.replaceChildren(element('p', { textContent: 'Thank you. You may close this.' }));
  });
  place.replaceChildren(form);
}

const look = () => document.querySelectorAll('[data-cleeng-widget]').forEach(fill);
window.cleeng = {
  onAuthTokensUpdate(hear) { heard.push(hear); hear(tokens); },
  setAuthTokens: async (now) => tell(now),
  logout: async () => tell({}),
};
new MutationObserver(look).observe(document, { childList: true, subtree: true });
look();
window.postMessage({ type: 'CLEENG_SDK_LOADED' }, location.origin);
`;
