import { gate } from './gate.js';

/** What a mark says, once it is known whether the story opens; `data-sold` is how it is sold. */
const saying = (sold) => ({ granted: 'Open to you', confirming: 'On its way', denied: sold, 'signed-out': sold });

const { accessTo } = await gate;
for (const mark of document.querySelectorAll('.mark[data-offer-id]')) {
  const { offerId, sold } = mark.dataset;
  accessTo(offerId).subscribe(({ access }) => {
    mark.dataset.access = access;
    mark.textContent = saying(sold)[access] ?? '';
  });
}
