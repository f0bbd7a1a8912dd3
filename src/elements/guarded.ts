import type { Bringer, FromHtml } from './hard.js';

/** Content of a gate with `src`: the guard's answer is the verdict, and the HTML. */
export const createBringer = (src: string, fromHtml: FromHtml): Bringer => ({
  forget: () => undefined,
  async bring({ base, send, author }) {
    const names = `${base}/content/`;
    const { href } = new URL(URL.canParse(src, names) ? src : '/', names);
    if (!href.startsWith(`${base}/`)) {
      author('src', src, base);
      throw 'misconfigured';
    }
    const answer = await send(href.slice(base.length + 1));
    if (answer.status === 404) author('no-asset', src);
    if (answer.status !== 200) return answer;
    return { age: Number(answer.headers.get('age')), content: await fromHtml(answer.text) };
  },
});
