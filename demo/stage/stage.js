import { gate } from '/scripts/gate.js';
import { logIn, publisherId } from '/scripts/mediastore.js';
import * as controls from './controls.js';

const form = document.getElementById('stage');
const { reader, fault, lag } = form.elements;
const said = document.getElementById('stage-said');
const here = document.getElementById('stage-owns');
const api = await gate;
const { customers, offers, faults } = await controls.state();

const emailKey = `${publisherId}_CLEENG_CUSTOMER_EMAIL`;
const current = () => customers.find(({ email }) => email === localStorage.getItem(emailKey));

for (const { name, description } of customers) reader.append(new Option(`${name}: ${description}`, name));
const inForce = faults.find(({ endpoint }) => endpoint === 'entitlements');
fault.value = Object.keys(controls.faults).find((name) => inForce?.kind === controls.faults[name].kind && inForce.status === controls.faults[name].status) ?? '';
lag.value = sessionStorage.getItem('stage:lag') ?? '0';

/** Carries out one wish, and says what came of it. */
async function carryOut(wish, done) {
  said.textContent = '';
  try {
    await wish();
    said.textContent = done;
  } catch (error) {
    said.textContent = error.message;
  }
}

async function signInAs(name) {
  await api.signOut();
  const { email, password } = customers.find((one) => one.name === name) ?? {};
  if (email) api.signIn({ ...(await logIn(email, password)), email });
}

reader.addEventListener('change', () => carryOut(() => signInAs(reader.value), 'Another reader.'));
fault.addEventListener('change', () => carryOut(() => controls.fault(fault.value), 'From the next check on.'));
lag.addEventListener('change', () => carryOut(async () => {
  await controls.lag(Number(lag.value));
  sessionStorage.setItem('stage:lag', lag.value);
}, 'From the next purchase on.'));

form.elements.again.addEventListener('click', () => carryOut(() => api.refresh(), 'Checked.'));
form.elements.reset.addEventListener('click', () => carryOut(async () => {
  await controls.reset();
  await api.signOut();
  sessionStorage.clear();
  location.reload();
}, ''));
form.addEventListener('submit', (event) => event.preventDefault());

/** Something owned, with the two ways of losing it; the page asks again at once. */
function row({ offerId, title }) {
  const line = document.getElementById('stage-owned').content.firstElementChild.cloneNode(true);
  const offer = offers.find(({ id }) => id === offerId);
  line.querySelector('span').textContent = title ?? offerId;
  for (const button of line.querySelectorAll('button')) {
    button.addEventListener('click', () => carryOut(async () => {
      await controls[button.name](current()?.name, offer?.name);
      line.remove();
      await api.refresh();
    }, 'Taken back.'));
  }
  return line;
}

const running = ({ status }) => status === 'active' || status === 'cancelled';
api.$library.subscribe((items) => {
  const owned = items.filter(running);
  for (const line of here.querySelectorAll('.stage-owned')) line.remove();
  document.getElementById('stage-none').hidden = owned.length > 0;
  here.append(...owned.map(row));
});
api.$session.subscribe(() => { reader.value = current()?.name ?? ''; });
