import { $library, $unlocked } from 'cleeng-gate';

const shelf = document.querySelector('#shelf');
shelf.innerHTML = '<h2>Yours</h2><ul></ul><p></p>';

$library.subscribe((items) => {
  shelf.querySelector('ul').replaceChildren(...items.map(({ title, offerId }) => {
    const row = document.createElement('li');
    row.textContent = title ?? offerId;
    return row;
  }));
});
$unlocked.subscribe((items) => {
  shelf.querySelector('p').textContent = `${items.length} open on this page`;
});
