import assert from 'node:assert/strict';
import { check } from '../../../src/check/check.js';
import { read } from '../reading.js';

/** Words that stand nowhere but in the part they name. */
export const teaser = 'Slackwater';
export const premium = 'Undertow';

export const settings = {
  environment: 'sandbox', publisherId: '123456789', folder: '/vendor/cleeng-gate@0.1.0/',
  scriptHash: 'sha384-nwj9Yeh3k76Uojz02KBXZTIGfbCwj5r8+/mdArdJxdDLrWd5grntl4kUQSgcoEoDT', styleHash: `sha384-${'Ab+/'.repeat(16)}`,
  loginUrl: '/login?a=1&return={returnUrl}', checkoutUrl: '/checkout/{offerId}?return={returnUrl}',
};

export interface Article {
  readonly title: string;
  readonly offer: string;
  readonly heading: string;
}

export const honest: Article = { title: 'Slack water & the “moon”', offer: 'S100000001_DE A100000007_DE', heading: 'Read on' };

/** What a clumsy or hostile author may type. */
export const hostile: Article = {
  title: '</script><script>alert(1)</script> & "more"',
  offer: 'S1"><script>alert(1)</script>',
  heading: '"><img src=x onerror=alert(1)>',
};

/** The attributes of the two tags as a parser must find them. */
const tags = {
  style: { rel: 'stylesheet', href: `${settings.folder}cleeng-gate.css`, integrity: settings.styleHash, crossorigin: '' },
  script: {
    type: 'module', async: '', blocking: 'render', src: `${settings.folder}cleeng-gate.js`, integrity: settings.scriptHash, crossorigin: '',
    'data-environment': 'sandbox', 'data-publisher-id': '123456789', 'data-login-url': settings.loginUrl, 'data-checkout-url': settings.checkoutUrl,
  },
};

/**
 * Holds a rendered page to what every template promises. `headline` is false where the template states none.
 *
 * @throws AssertionError that shows where page and promise part
 */
export async function isGated(html: string, { title, offer, heading }: Article, headline = true): Promise<void> {
  const { gates: [gate, ...more], text, scripts, styles, statements: [statement], broken, injected } = await read(html);
  assert.deepEqual(more, []);
  assert.deepEqual([gate?.offerId, gate?.heading], [offer, heading]);
  assert.deepEqual(gate?.attributes, ['class', 'offer-id', 'heading']);
  assert.equal(gate.preview, `${teaser} lasts eleven minutes.`);
  assert.equal(gate.premium, `${premium} is what follows.`);
  assert.match(text, new RegExp(teaser));
  assert.doesNotMatch(text, new RegExp(premium));
  assert.deepEqual([scripts, styles], [[tags.script], [tags.style]]);
  assert.equal(broken, 0);
  assert.equal(statement?.data.isAccessibleForFree, false);
  assert.match(statement.selector ?? '', /^\.[\w-]+$/);
  assert.deepEqual(statement.selects, ['cleeng-gate']);
  if (headline) assert.equal(statement.data.headline, title);
  assert.deepEqual(injected, []);
  // What `cleeng-gate check` would tell the author; a hostile one is told of the offer.
  assert.deepEqual(check(html).map(({ rule, message }) => [rule, message]).filter(([rule]) => offer === honest.offer || rule !== 'offer-id'), []);
}

/** Holds a page without a gate to loading and stating nothing. */
export async function isFree(html: string): Promise<void> {
  const { gates, scripts, styles, statements } = await read(html);
  assert.deepEqual([gates, scripts, styles, statements], [[], [], [], []]);
}
