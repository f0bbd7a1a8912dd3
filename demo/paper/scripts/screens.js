import { gate } from './gate.js';
import { kept } from './mediastore.js';
import { players } from './players.js';

/** Milliseconds between two looks of a player: a platform tells nobody that something has changed. */
const pause = 1000;
const element = (id) => document.getElementById(id);
const sections = [...document.querySelectorAll('[data-screen]')];

const words = { asking: 'Asking…', open: 'Playing', closed: 'Not yours yet', 'signed-out': 'Log in to watch', failed: 'Out of order' };

function show(section, state, said = '') {
  const was = section.dataset.state;
  section.dataset.state = state;
  const [text, code] = [section.querySelector('.said'), section.querySelector('code')];
  // Written only when it changes, so that it is announced once.
  if (text.textContent !== words[state]) text.textContent = words[state];
  if (code.textContent !== said) code.textContent = said;
  if (was === state) return;
  section.querySelector('iframe')?.remove();
  if (state === 'open') section.querySelector('template').before(section.querySelector('template').content.cloneNode(true));
}

const ask = async (path, method) => {
  const response = await fetch(`/screens/${path}`, { method, headers: { Authorization: `Bearer ${kept('AUTH_TOKEN')}` } });
  if (!response.ok) throw new Error('No answer.');
  return response.status === 204 ? undefined : response.json();
};

const outcomes = {
  applied: 'and wrote it down', unchanged: 'which it knew', again: 'and did not answer; it is told again', stuck: 'and refused; a person must look',
  foreign: 'and has it from somebody else, which is left alone',
};
const platforms = { motto: 'Motto', rmg: 'Rights Manager' };
const says = {
  delivery: ({ topic }) => `Cleeng sent ${topic}.`,
  asked: ({ checks }) => (checks ? `The bridge asked Cleeng about ${checks === 1 ? 'one offer' : `${checks} offers`}.` : 'The bridge read what Cleeng has on record.'),
  applied: ({ sink, want, outcome }) => `${platforms[sink]} was told that you ${want === 'active' ? 'may' : 'may not'} watch, ${outcomes[outcome] ?? outcome}.`,
  held: () => 'The bridge would take something away, and waits until its sweep has ended.',
};

function tell(entries) {
  element('entries').replaceChildren(...entries.map((entry) => {
    const [line, time, text] = ['li', 'time', 'span'].map((name) => document.createElement(name));
    const at = new Date(entry.at);
    time.dateTime = at.toISOString();
    time.textContent = at.toLocaleTimeString(document.documentElement.lang);
    text.textContent = says[entry.what](entry);
    line.append(time, text);
    return line;
  }));
}

let reader = 0;
/** Asks again and again, until somebody else reads. */
async function watch(tokens, turn) {
  while (turn === reader) {
    if (!document.hidden) {
      const asked = await Promise.all(sections.map(async ({ dataset: { screen } }) => players[screen](tokens[screen]).then(({ open, said }) => [open ? 'open' : 'closed', said], () => ['failed'])));
      const entries = await ask('journal', 'GET').catch(() => []);
      if (turn !== reader) return;
      sections.forEach((section, index) => show(section, ...asked[index]));
      tell(entries);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function begin(signedIn) {
  const turn = ++reader;
  element('out').hidden = signedIn;
  element('journal').hidden = !signedIn;
  for (const section of sections) show(section, signedIn ? 'asking' : 'signed-out');
  element('who').textContent = '';
  if (!signedIn) return;
  element('who').textContent = 'Waking the bridge between them; the first time it takes some seconds.';
  try {
    const tokens = await ask('tokens', 'POST');
    if (turn !== reader) return;
    element('who').textContent = `Both players are signed in as ${kept('CUSTOMER_EMAIL') ?? 'you'}.`;
    await watch(tokens, turn);
  } catch {
    if (turn !== reader) return;
    element('who').textContent = 'The bridge does not answer. Load the page again.';
    for (const section of sections) show(section, 'failed');
  }
}

element('sweep').addEventListener('click', async () => {
  element('sweep').disabled = true;
  element('swept').textContent = 'Looking…';
  element('swept').textContent = await ask('sweep', 'POST').then(() => 'Everybody was looked at.', () => 'That did not work.');
  element('sweep').disabled = false;
});

const { $session } = await gate;
let customer;
$session.subscribe(({ signedIn }) => {
  // A token that is renewed is no other reader.
  const now = signedIn ? (kept('CUSTOMER_ID') ?? 'somebody') : null;
  if (now === customer) return;
  customer = now;
  void begin(signedIn);
});
