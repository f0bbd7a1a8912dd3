import { expect } from '@open-wc/testing';
import { fromHtml } from '../../src/elements/html.js';


/** What publishers write, and what becomes of it; without a second entry nothing changes. */
const table: [name: string, html: string, cleaned?: string][] = [
  ['a script', '<p>a</p><script>alert(1)</script>', '<p>a</p>'],
  ['a module script', '<script type="module" src="/x.js"></script>b', 'b'],
  ['an event handler', '<p onclick="alert(1)" class="c">a</p>', '<p class="c">a</p>'],
  ['an event handler of an image', '<img src="/a.png" onerror="alert(1)" alt="">', '<img src="/a.png" alt="">'],
  ['an event handler in capitals', '<p ONMOUSEOVER="alert(1)">a</p>', '<p>a</p>'],
  ['an event handler of a custom element', '<my-chart onload="alert(1)"></my-chart>', '<my-chart></my-chart>'],
  ['a javascript: address', '<a href="javascript:alert(1)">a</a>', '<a>a</a>'],
  ['a javascript: address in disguise', '<a href=" java\nscript:alert(1)">a</a>', '<a>a</a>'],
  ['a javascript: address of a form', '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">a</button></form>', '<form><button>a</button></form>'],
  ['a link', '<a href="https://example.com/" target="_blank" rel="noopener" title="Note: this">a</a>'],
  ['a link for mail and one for the telephone', '<a href="mailto:a@example.com">a</a><a href="tel:+1">b</a>'],
  ['an image', '<img src="/a.png" srcset="/b.png 2x" sizes="(min-width: 1px) 50vw" alt="A: b" loading="lazy" width="2" height="1" decoding="async" fetchpriority="high">'],
  ['a picture', '<picture><source srcset="/a.avif" type="image/avif" media="(min-width: 1px)"><img src="/a.png" alt=""></picture>'],
  ['a video', '<video src="/a.mp4" controls="" poster="/a.png" preload="none" playsinline=""><track src="/a.vtt" kind="captions" srclang="en" label="English"></video>'],
  ['sound', '<audio src="/a.mp3" controls=""></audio>'],
  ['classes, ids and inline styles', '<p class="lead a-b" id="title" style="color: red" lang="de" dir="ltr">a</p>'],
  ['data and ARIA attributes', '<p data-id="x:y" aria-label="a" role="note">a</p>'],
  ['a custom element', '<my-chart rows="3" data-x="y"><b>fallback</b></my-chart>'],
  ['a gate in the content', '<cleeng-gate offer-id="S123456789_US" on-failure="lock"><p slot="preview">a</p></cleeng-gate>'],
  ['a figure, a table, a disclosure', '<figure><figcaption>a</figcaption></figure><table><tbody><tr><td colspan="2">a</td></tr></tbody></table><details open=""><summary>a</summary>b</details>'],
  ['a drawing', '<svg viewBox="0 0 1 1"><path d="M0 0"></path></svg>'],
  ['a script in a drawing', '<svg viewBox="0 0 1 1"><script>alert(1)</script><path d="M0 0"></path></svg>', '<svg viewBox="0 0 1 1"><path d="M0 0"></path></svg>'],
  ['an event handler in a drawing', '<svg viewBox="0 0 1 1" onload="alert(1)"></svg>', '<svg viewBox="0 0 1 1"></svg>'],
  ['a javascript: address in a drawing', '<svg><a href="javascript:alert(1)"><path d="M0 0"></path></a></svg>', '<svg><a><path d="M0 0"></path></a></svg>'],
  ['a form', '<form action="/letter" method="post"><label for="m">a</label><input name="mail" type="email" required=""><button>b</button></form>'],
  ['a style sheet', '<style>.a { color: red }</style><p class="a">a</p>'],
  ['a base', '<base href="https://evil.example/"><p>a</p>', '<p>a</p>'],
  ['a refresh', '<meta http-equiv="refresh" content="0;url=https://evil.example/"><p>a</p>', '<p>a</p>'],
  ['a linked style sheet', '<link rel="stylesheet" href="/a.css"><p>a</p>', '<p>a</p>'],
  ['an object', '<object data="/a.swf"></object><p>a</p>', '<p>a</p>'],
  ['an embed', '<embed src="/a.swf"><p>a</p>', '<p>a</p>'],
  ['a frame by https', '<iframe src="https://example.com/a" title="A" allow="fullscreen" loading="lazy" width="2" height="1" sandbox="allow-scripts"></iframe>', '<iframe title="A" allow="fullscreen" loading="lazy" width="2" height="1" sandbox="allow-scripts" src="https://example.com/a"></iframe>'],
  ['a frame with more than it may have', '<iframe src="https://example.com/a" onload="alert(1)" name="n" srcdoc="<script>alert(1)</script>" class="c"></iframe>', '<iframe src="https://example.com/a"></iframe>'],
  ['a frame with a document of its own', '<iframe srcdoc="<script>parent.hacked = 1</script>"></iframe>b', 'b'],
  ['a frame by a script', '<iframe src="javascript:alert(1)"></iframe>b', 'b'],
  ['a frame with data', '<iframe src="data:text/html,<script>alert(1)</script>"></iframe>b', 'b'],
  ['a frame without protection', '<IFRAME SRC="http://example.com/"></IFRAME>b', 'b'],
  ['a frame that hides something', '<iframe src="https://example.com/a"><img src="x" onerror="alert(1)"></iframe>', '<iframe src="https://example.com/a"></iframe>'],
  ['words about frames', '<p>An &lt;iframe&gt; is a frame.</p>'],
];

/** What is made to fool a sanitizer; each has its own way with it, and none lets a script through. */
const tricks: [name: string, html: string][] = [
  ['a parser led astray', '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>b'],
  ['a parser led astray by mathematics', '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>'],
  ['a drawing that is no drawing', '<svg><style><img src=x onerror=alert(1)></style></svg><svg></p><style><a id="</style><img src=x onerror=alert(1)>">'],
  ['an animation that becomes an address', '<svg><a><animate attributeName="href" values="javascript:alert(1)"></animate><text>a</text></a></svg>'],
  ['an attribute that is set later', '<svg><a><set attributeName="href" to="javascript:alert(1)"></set><text>a</text></a></svg>'],
  ['a use of something elsewhere', '<svg><use href="data:image/svg+xml,<svg id=x><script>alert(1)</script></svg>#x"></use></svg>'],
  ['a shadow root in the HTML', '<div><template shadowrootmode="open"><img src=x onerror=alert(1)><script>alert(1)</script></template></div>'],
  ['a template', '<template><img src=x onerror=alert(1)><script>alert(1)</script></template>'],
  ['a frame half written', '<iframe src="https://example.com/a" onload="alert(1)"'],
  ['a frame made of two', '<iframe<iframe onload=alert(1) src=https://example.com/a>'],
  ['our own name for a frame', '<cleeng-frame src="javascript:alert(1)"></cleeng-frame><cleeng-frame srcdoc="<script>alert(1)</script>"></cleeng-frame>'],
];

/** Everything in a tree, shadow roots and templates included. */
const within = (root: ParentNode): Element[] => [...root.querySelectorAll('*')].flatMap((element) => [
  element, ...(element.shadowRoot ? within(element.shadowRoot) : []), ...(element instanceof HTMLTemplateElement ? within(element.content) : []),
]);

const isActive = (element: Element): boolean => element.localName === 'script' ||
  [...element.attributes].some(({ name, value }) => /^on(?!-)/.test(name) || name === 'srcdoc' || (/^\s*javascript:/i.test(value) && /href|src|action/.test(name)));

/** An animation that would write an address into a link. */
const isAnimated = (element: Element): boolean => /^(?:animate|set)$/.test(element.localName) && /href/i.test(element.getAttribute('attributeName') ?? '');

const isNative = 'setHTML' in Element.prototype;

const byBrowser = async (html: string): Promise<HTMLElement> => (await fromHtml(html))();

/** By hand, as on a browser that has none of its own. */
async function byPurify(html: string): Promise<HTMLElement> {
  const held = Object.getOwnPropertyDescriptor(Element.prototype, 'setHTML');
  Reflect.deleteProperty(Element.prototype, 'setHTML');
  try {
    return await byBrowser(html);
  } finally {
    if (held) Object.defineProperty(Element.prototype, 'setHTML', held);
  }
}

for (const [way, clean] of [...(isNative ? [['the browser', byBrowser] as const] : []), ['DOMPurify', byPurify] as const]) {
  describe(`hard HTML, cleaned by ${way}`, () => {
    for (const [name, html, cleaned = html] of table) {
      it(`${name} ${cleaned === html ? 'stays' : 'goes, or is tamed'}`, async () => {
        const place = await clean(html);
        expect(place.innerHTML.trim()).to.equal(cleaned);
      });
    }

    for (const [name, html] of tricks) {
      it(`lets nothing that runs through: ${name}`, async () => {
        const place = await clean(html);
        expect(within(place).filter((element) => isActive(element) || isAnimated(element)).map(({ outerHTML }) => outerHTML)).to.deep.equal([]);
      });
    }

    it('runs nothing, on the page or on its way there', async () => {
      const place = await clean([...table, ...tricks].map(([, html]) => html.replaceAll('alert(1)', 'globalThis.hacked = true')).join(''));
      document.body.append(place);
      for (const element of place.querySelectorAll('*')) element.dispatchEvent(new Event('load'));
      place.remove();
      expect('hacked' in globalThis).to.equal(false);
    });
  });
}
