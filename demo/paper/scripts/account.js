import { gate } from './gate.js';

const element = (id) => document.getElementById(id);
const day = (seconds) => new Date(seconds * 1000).toLocaleDateString(document.documentElement.lang, { day: 'numeric', month: 'long', year: 'numeric' });

/** One sentence on how long it lasts and who looks after it. */
function standing({ status, inTrial, grace, renewsAt, endsAt, managedBy }) {
  const says = [
    grace ? 'Last payment failed; open while we try again' : inTrial ? 'Free trial' : status,
    renewsAt ? `renews on ${day(renewsAt)}` : endsAt && (endsAt < Date.now() / 1000 ? `ended on ${day(endsAt)}` : `until ${day(endsAt)}`),
    managedBy && `managed in the ${managedBy} store`,
  ].filter(Boolean).join(', ');
  return says && `${says[0].toUpperCase()}${says.slice(1)}.`;
}

function show(items) {
  element('mine').hidden = !items.length;
  element('owned').replaceChildren(...items.map((item) => {
    const row = element('offer').content.firstElementChild.cloneNode(true);
    row.querySelector('b').textContent = item.title ?? item.offerId;
    row.querySelector('small').textContent = standing(item);
    return row;
  }));
}

const { $session, $library, signOut } = await gate;
$library.subscribe(show);
$session.subscribe(({ signedIn }) => {
  element('in').hidden = !signedIn;
  element('out').hidden = signedIn;
  element('state').textContent = signedIn ? 'What you have bought, and for how long it is yours.' : 'You are not signed in.';
});
element('sign-out').addEventListener('click', () => void signOut());
