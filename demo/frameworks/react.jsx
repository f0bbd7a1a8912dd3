import { useStore } from '@nanostores/react';
import { $library, $unlocked } from 'cleeng-gate';
import { createRoot } from 'react-dom/client';

function Shelf() {
  const owned = useStore($library);
  const unlocked = useStore($unlocked);
  return (
    <>
      <h2>Yours</h2>
      <ul>{owned.map(({ title, offerId }) => <li key={offerId}>{title ?? offerId}</li>)}</ul>
      <p>{unlocked.length} open on this page</p>
    </>
  );
}

createRoot(document.querySelector('#shelf')).render(<Shelf />);
