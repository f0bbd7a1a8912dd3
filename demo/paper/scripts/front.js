import { gate } from './gate.js';

const words = { granted: 'Open to you', confirming: 'On its way' };
/** How it is sold, by the letter that the first offer id begins with. */
const kinds = { S: 'For subscribers', P: 'With the all-access week', R: 'To rent', E: 'With a ticket', A: 'A gift, for signing in' };

/** What a mark says; nothing while it is not known, and nothing when it could not be found out. */
const saying = (access, offerIds) =>
  access === 'denied' || access === 'signed-out' ? (kinds[offerIds[0]] ?? '') : (words[access] ?? '');

const { accessTo } = await gate;
for (const mark of document.querySelectorAll('.mark[data-offer-id]')) {
  const { offerId } = mark.dataset;
  accessTo(offerId).subscribe(({ access }) => {
    mark.dataset.access = access;
    mark.textContent = saying(access, offerId);
  });
}
