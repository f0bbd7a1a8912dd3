/**
 * A story as a publisher writes it in React: what is sold has a state of its own and is changed by it. It stands in a
 * template, or in plain children where a server has rendered it already.
 */
import { StrictMode, useState } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';

function Premium() {
  const [paragraphs, setParagraphs] = useState(1);
  return (
    <section>
      {Array.from({ length: paragraphs }, (_, i) => <p key={i}>{`Paragraph ${i + 1}.`}</p>)}
      <button id="more" onClick={() => setParagraphs(paragraphs + 1)}>More</button>
    </section>
  );
}

function Story({ rendered }) {
  const [word, setWord] = useState('');
  const [wanted, setWanted] = useState('');
  const buy = (event) => {
    event.preventDefault();
    setWanted(event.offerId);
  };
  return (
    <main>
      <cleeng-gate offer-id="S100000001_DE" on-failure="lock" oncleeng-buy={buy} oncleeng-access-change={(event) => setWord(event.access)}>
        <p slot="preview">Teaser</p>
        {rendered ? <Premium /> : <template><Premium /></template>}
      </cleeng-gate>
      <p>{`Heard: ${word}`}</p>
      {wanted && <p>{`Wants to buy ${wanted}`}</p>}
    </main>
  );
}

const place = document.getElementById('story');
const rendered = place.hasChildNodes();
const story = <StrictMode><Story rendered={rendered} /></StrictMode>;
if (rendered) hydrateRoot(place, story);
else createRoot(place).render(story);
