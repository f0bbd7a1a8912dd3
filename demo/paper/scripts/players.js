/**
 * What the players of the two platforms do, each in its own way and with its own token: they ask whether the reader
 * may watch. Neither has heard of Cleeng.
 *
 * Each resolves to `{open, said}`, `said` in the platform's own words, and rejects when it did not find out.
 */
const answered = async (response) => {
  const { message = '' } = await response.json();
  if (response.ok) return { open: true, said: '' };
  if (response.status === 403) return { open: false, said: message };
  throw new Error(message || 'No answer.');
};

export const players = {
  motto: async (token) => answered(await fetch('/screens/motto/motto.cda.streaming.video.v1.VideoService/GetVideo', {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Motto-Token': token }, body: JSON.stringify({ id: 'the-long-tide' }),
  })),
  'rights-manager': async (token) => answered(await fetch('/screens/rights-manager/rmg/v1/user/action/authorisation/content/an-evening-with-the-light', {
    headers: { Authorization: `Bearer ${token}` },
  })),
};
