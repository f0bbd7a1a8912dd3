import { gate } from './gate.js';

const { $session } = await gate;
const corner = document.querySelector('[data-account]');
const link = corner.querySelector('a');

/** The corner of the masthead: log in, and come back here; or the account. */
$session.subscribe(({ signedIn }) => {
  const here = encodeURIComponent(location.pathname);
  link.textContent = signedIn ? 'Your account' : 'Log in';
  link.href = signedIn ? '/account.html' : `/login.html?return=${here}`;
  corner.hidden = location.pathname === '/login.html';
});
