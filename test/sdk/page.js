/**
 * What a publisher writes who has the SDK on the page of a gate: the gate's log in and buy open the SDK's own forms
 * beside it, and so do buttons of the page.
 */
import { Auth, Config, Login, Purchase, store, UpdateProfile } from '@cleeng/mediastore-sdk';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'react-redux';

Config.setPublisher('123456789');
// The environment in which the SDK calls the origin of its own page.
Config.setEnvironment('development');

const gate = document.querySelector('cleeng-gate');
const root = createRoot(document.getElementById('sdk'));
const show = (component, props) => root.render(createElement(Provider, { store }, createElement(component, props)));
const close = () => root.render(null);

/** Of a purchase that cost nothing the SDK tells this function alone; of any other it has told the gate by an event. */
function done() {
  close();
  if (gate.access === 'denied') location.reload();
}
const buy = () => show(Purchase, { offerId: gate.offerId, onSuccess: done });

gate.addEventListener('cleeng-login', (event) => {
  event.preventDefault();
  show(Login, { onSuccess: close });
});
gate.addEventListener('cleeng-buy', (event) => {
  event.preventDefault();
  buy();
});
document.getElementById('buy').addEventListener('click', buy);
document.getElementById('account').addEventListener('click', () => show(UpdateProfile));
document.getElementById('logout').addEventListener('click', () => Auth.logout());
