import { gate } from './gate.js';
import { logIn } from './mediastore.js';
import { wayBack } from './way-back.js';
import { state } from '/stage/controls.js';

const form = document.getElementById('login');
const problem = document.getElementById('problem');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { email, password } = Object.fromEntries(new FormData(form));
  problem.textContent = '';
  try {
    const { jwt, refreshToken } = await logIn(email, password);
    (await gate).signIn({ jwt, refreshToken, email });
    location.assign(wayBack());
  } catch (error) {
    problem.textContent = error.message;
  }
});

function choose({ email, password }, button) {
  form.elements.email.value = email;
  form.elements.password.value = password;
  for (const other of document.querySelectorAll('#cast button')) other.ariaPressed = String(other === button);
  form.querySelector('[type=submit]').focus();
}

const list = document.getElementById('cast');
for (const reader of (await state()).customers) {
  const item = document.getElementById('reader').content.cloneNode(true);
  item.querySelector('b').textContent = `${reader.name[0].toUpperCase()}${reader.name.slice(1)}`;
  item.querySelector('small').textContent = reader.description;
  const button = item.querySelector('button');
  button.addEventListener('click', () => choose(reader, button));
  list.append(item);
}
