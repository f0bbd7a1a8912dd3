import { readFileSync } from 'node:fs';
import { createSite } from '../page/site.js';

const film = readFileSync(new URL('../../demo/premium/films/pier.webm', import.meta.url));

/**
 * Whether a page's player can be fed media of a type. It is asked after a film has begun: until Firefox has
 * started its decoders it believes in each of them.
 *
 * @param type MIME type with codecs
 */
export async function decodes(type: string): Promise<boolean> {
  const site = await createSite();
  site.page('/film', () => new Response(film, { headers: { 'content-type': 'video/webm' } }));
  const tab = await site.tab('/empty');
  const can = await tab.evaluate(async (asked) => {
    const video = Object.assign(document.createElement('video'), { muted: true, src: '/film' });
    const begun = new Promise((resolve, reject) => {
      video.addEventListener('timeupdate', () => { if (video.currentTime) resolve(true); });
      video.addEventListener('error', () => { reject(new Error(video.error!.message)); });
    });
    await video.play();
    await begun;
    return MediaSource.isTypeSupported(asked);
  }, type);
  await site.close();
  return can;
}
