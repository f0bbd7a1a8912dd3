import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from '../../src/check/check.js';
import { found, pageWith } from './page.js';

const gate = (attributes: string, content = '<p slot="preview">Teaser</p><template>Premium</template>'): string =>
  `<cleeng-gate class="premium" ${attributes}>${content}</cleeng-gate>`;
const offer = 'offer-id="S123456789_US"';
const script = (attributes: string, src = '/cleeng-gate.js'): string =>
  `<script type="module" async blocking="render" src="${src}" data-environment="sandbox" data-publisher-id="123456789" ${attributes}></script>`;
const data = (json: string): string => `<script type="application/ld+json">${json}</script>`;
const hidden = (selector: string): string => data(`{"isAccessibleForFree": false, "hasPart": {"isAccessibleForFree": false, "cssSelector": "${selector}"}}`);
const soft = gate(offer, '<p slot="preview">Teaser</p><p>Premium</p>');

/** What is put into a good page, and all that is then found: severity, rule, line. */
const bad: [title: string, pieces: Parameters<typeof pageWith>[0], findings: string[]][] = [
  ['the style sheet is missing', { sheet: '' }, ['error style-sheet-missing 7']],
  ['premium stands in the page and no style sheet hides it', { sheet: '', gate: soft }, ['error style-sheet-missing 7', 'error premium-readable 7']],
  ['the style sheet is only preloaded', { sheet: '<link rel="preload" as="style" href="cleeng-gate.css" onload="this.rel=\'stylesheet\'">' }, ['warning style-sheet-late 3']],
  ['the style sheet is one for print', { sheet: '<link rel="stylesheet" media="print" href="cleeng-gate.css">', gate: soft }, ['warning style-sheet-late 3', 'error premium-readable 7']],
  ['the style sheet comes after the gate', { sheet: '', gate: `${soft}\n<link rel="stylesheet" href="/cleeng-gate.css">` }, ['error premium-readable 7', 'warning style-sheet-late 8']],
  ['the style sheet is there for browsers without script only', { sheet: '<noscript><link rel="stylesheet" href="cleeng-gate.css"></noscript>' }, ['error style-sheet-missing 7']],
  ['premium is hidden by style alone', { gate: soft }, ['hint use-template 7']],
  ['bare text is premium, too', { gate: gate(offer, '<b slot="preview">Teaser</b>Premium') }, ['hint use-template 7']],

  ['the script is missing', { script: '' }, ['error script-missing 7']],
  ['no script bears the name, but one might bundle it', { script: '<script type="module" src="/app.js"></script>' }, ['warning script-missing 7']],
  ['the script is loaded twice', { script: script('') + script('') }, ['warning script-twice 4']],
  ['two versions are loaded', { script: script('', '/1.0.0/cleeng-gate.js') + script('', '/1.1.0/cleeng-gate.min.js') }, ['warning script-twice 4']],
  ['the library brings a gate of its own', { script: script('', '/1.0.0/cleeng-gate.js') + script('', '/1.1.0/cleeng-library.js') }, ['warning script-twice 4']],
  ['the tag does not say module', { script: script('').replace('type="module"', '') }, ['error script-type 4']],
  ['the script lets the page be drawn first', { script: script('').replace('blocking="render"', '') }, ['hint script-blocking 4']],
  ['the script is loaded from the body', { script: '', body: script('') }, ['hint script-blocking 6']],
  ['nothing checks a script from elsewhere', { script: script('', 'https://static.example.com/cleeng-gate.js') }, ['warning script-integrity 4']],
  ['the hash is none', { script: script('integrity="sha384-…"') }, ['warning script-integrity 4']],
  ['the library has no script', { body: '<cleeng-library></cleeng-library>' }, ['error library-script-missing 6']],

  ['the environment is missing', { script: script('').replace('data-environment="sandbox"', '') }, ['error environment 4']],
  ['the environment is misspelt', { script: script('').replace('sandbox', 'live') }, ['error environment 4']],
  ['the publisher id is missing', { script: script('').replace('data-publisher-id="123456789"', '') }, ['error publisher-id 4']],
  ['the publisher id is a name', { script: script('').replace('123456789', 'the-causeway') }, ['error publisher-id 4']],
  ['maxAge is longer than a day', { script: script('data-max-age="1000000"') }, ['warning max-age 4']],
  ['an option is misspelt', { script: script('data-login="/login"') }, ['hint unknown-option 4']],
  ['an option is nearly right', { script: script('data-chekout-url="/buy"') }, ['warning unknown-option 4']],
  ['an option is for scripts only', { script: script('data-get-token="mine"') }, ['warning unknown-option 4']],
  ['an option has an unknown word', { script: script('data-consent="true" data-checkout="widget"') }, ['warning option-value 4']],
  ['an option has lost half of its prefix', { script: script('data-layer="dataLayer"') }, ['warning unknown-option 4']],

  ['the guard may be somewhere else', { script: script('data-guard="https://guard.example.com/"') }, ['warning token-address 4']],

  ['the offer id is missing', { gate: gate('') }, ['error offer-id-missing 7']],
  ['the offer id is empty', { gate: gate('offer-id=" "') }, ['error offer-id-missing 7']],
  ['an offer id cannot be one', { gate: gate('offer-id="../secret P1/2"') }, ['error offer-id 7', 'error offer-id 7']],
  ['an offer id is not of Cleeng\'s form', { gate: gate('offer-id="premium-plan"') }, ['hint offer-id 7']],
  ['an attribute is misspelt', { gate: gate(`${offer} on-failur="keep"`) }, ['warning unknown-attribute 7']],
  ['an attribute has lost its hyphen', { gate: gate(`${offer} onfailure="keep"`) }, ['warning unknown-attribute 7']],
  ['an attribute has data- before it', { gate: gate('data-offer-id="S123456789_US"') }, ['error offer-id-missing 7', 'warning unknown-attribute 7']],
  ['an attribute means nothing', { gate: gate(`${offer} metering="3"`) }, ['warning unknown-attribute 7']],
  ['an attribute has an unknown word', { gate: gate(`${offer} on-failure="close"`) }, ['warning attribute-value 7']],
  ['a slot is misspelt', { gate: gate(offer, '<p slot="preview">Teaser</p><p slot="promt">Buy</p><template>Premium</template>') }, ['error unknown-slot 7']],
  ['a slot of the library is misspelt', { script: script('', '/cleeng-library.js'), body: '<cleeng-library><p slot="emty"></p></cleeng-library>' }, ['error unknown-slot 6']],
  ['an API of Cleeng stands beside a misspelt environment', { script: script('data-api-base="https://mediastoreapi.cleeng.com"').replace('sandbox', 'live') }, ['error environment 4']],
  ['preview-as was left in', { gate: gate(`${offer} preview-as="granted"`) }, ['warning preview-as 7']],
  // As DOMPurify leaves a gate, once without and once with the tag allowed.
  ['a sanitizer has taken the gate away', { gate: '<p slot="preview">Teaser</p><p slot="prompt">Log in</p><template><p>Premium</p></template>' }, ['error gate-removed 7']],
  ['a sanitizer has dropped the attributes of the gate', { gate: gate('') }, ['error offer-id-missing 7']],
  ['one gate holds another', { gate: gate(offer, `<p slot="preview">Teaser</p>\n<template>\n${gate(offer)}</template>`) }, ['error gate-in-gate 9']],
  ['a gate tries to close itself', { gate: '<cleeng-gate class="premium" offer-id="S123456789" />\n<p>Premium</p>' }, ['hint use-template 7', 'hint no-preview 7', 'error gate-unclosed 7']],
  ['a paragraph ends the gate', { gate: `<p><cleeng-gate class="premium" ${offer}><b slot="preview">Teaser</b><p>Premium</p></cleeng-gate>` }, ['hint no-premium 7', 'error gate-unclosed 7']],
  ['a gate has two premium parts', { gate: gate(offer, '<p slot="preview">Teaser</p><template>One</template><template>Two</template>') }, ['error several-premium-sources 7']],
  ['the guard is missing', { gate: gate(`${offer} src="news/one.html"`, '<p slot="preview">Teaser</p>') }, ['error guard-missing 7']],
  ['a sealed gate has no guard', { gate: gate(offer, '<p slot="preview">Teaser</p><script type="application/jose+json">{}</script>') }, ['error guard-missing 7']],
  ['protected premium stands in the page as well', { script: script('data-guard="/guard"'), gate: gate(`${offer} src="news/one.html"`) }, ['error several-premium-sources 7']],
  ['there is no preview', { gate: gate(offer, '<template>Premium</template>') }, ['hint no-preview 7']],

  ['login leads to plain http', { script: script('data-login-url="http://id.example.com/?to={returnUrl}"') }, ['error address-dropped 4']],
  ['buying is a script', { gate: gate(`${offer} checkout-url="javascript:buy()"`) }, ['error address-dropped 7']],
  ['a gate leads where the page does not', { script: script('data-checkout-url="https://shop.example.com/{offerId}"'), gate: gate(`${offer} checkout-url="https://other.example.com/{offerId}"`) }, ['warning address-dropped 7']],
  ['an address has an unknown placeholder', { script: script('data-checkout-url="/buy/{offerID}/{user}"') }, ['warning unknown-placeholder 4', 'warning unknown-placeholder 4']],

  ['a condition is misspelt', { body: '<p data-cleeng-when="signedin">Hello</p>' }, ['error unknown-condition 6']],
  ['there are two conditions', { body: '<p data-cleeng-when="signed-in granted:S123456789">Hello</p>' }, ['error unknown-condition 6']],
  ['a condition names no offer', { body: '<p data-cleeng-when="granted:">Hello</p>' }, ['error unknown-condition 6']],
  ['a condition names an offer for nothing', { body: '<p data-cleeng-when="signed-in:S123456789">Hello</p>' }, ['error unknown-condition 6']],
  ['a condition names what is no offer', { body: '<p data-cleeng-when="locked:S123456789,P123456789">Hello</p>' }, ['error offer-id 6']],

  ['there is no structured data', { data: '' }, ['hint structured-data-missing 7']],
  ['structured data speaks of no paywall', { data: data('{"@graph": [{"@type": "NewsArticle"}]}') }, ['warning structured-data-missing 5']],
  ['structured data is not JSON', { data: data('{\n"@type": "NewsArticle",\n}') }, ['error structured-data-invalid 7']],
  ['structured data holds a line break', { data: data('{"headline": "Bread\nat low water"}') }, ['error structured-data-invalid 5']],
  ['structured data calls the page free', { data: data('{"@type": "NewsArticle", "isAccessibleForFree": "True"}') }, ['warning structured-data-mismatch 5']],
  ['structured data names no part', { data: data('{"isAccessibleForFree": "False"}') }, ['warning structured-data-mismatch 5']],
  ['structured data calls the part free', { data: hidden('.premium').replaceAll('{"isAccessibleForFree": false, "css', '{"isAccessibleForFree": true, "css') }, ['warning structured-data-mismatch 5']],
  ['structured data names what is not there', { data: hidden('.paywall') }, ['warning structured-data-mismatch 5']],
  ['structured data names something else', { data: hidden('.other'), body: '<p class="other"></p>' }, ['warning structured-data-mismatch 5']],
  ['structured data holds no selector', { data: hidden('.a:not(') }, ['warning structured-data-mismatch 5']],
  ['structured data names more than a class', { data: hidden('cleeng-gate') }, ['hint structured-data-mismatch 5']],
  ['structured data forgets a gate', { gate: `${gate(offer)}\n${gate(offer).replace('premium', 'extra')}` }, ['warning structured-data-mismatch 8']],
];

for (const [title, pieces, findings] of bad) {
  test(`says so when ${title}`, () => {
    assert.deepEqual(found(pageWith(pieces)), findings);
  });
}

const good: [title: string, pieces: Parameters<typeof pageWith>[0]][] = [
  ['a template between a style sheet and a script', {}],
  ['the style sheet inlined', { sheet: '<style>cleeng-gate:not(:defined) { visibility: hidden }</style>', gate: gate(offer) }],
  ['style sheet and script in bundles that are marked', { sheet: '<link rel="stylesheet" href="/all.css" data-cleeng-gate>', script: '<script type="module" src="/all.js" data-cleeng-gate></script>' }],
  ['a module that imports the package by name', { script: '<script type="module">import "cleeng-gate/define";</script>' }],
  ['a file name with the hash of an asset pipeline', { script: script('', '/assets/cleeng-gate-3fa9c1d2e4.js') }],
  ['a script that configures instead of the tag', { script: '<script>(self.cleengGate ||= []).push(({ configure }) => configure(settings));</script><script type="module" async blocking="render" src="cleeng-gate.js"></script>' }],
  ['the gate\'s tag before the library\'s', { script: script('') + script('', '/cleeng-library.js'), body: '<cleeng-library><a data-offer-id="R123456789_US S111111111">Film</a></cleeng-library>' }],
  ['a guard beside the page', { script: script('data-guard="/guard" data-account-url="/account"') }],
  ['a guard that a script trusts', { script: `<script>cleengGate.push(({ configure }) => configure({ trustedOrigins: ['https://guard.example.com'] }))</script>${script('data-guard="https://guard.example.com/"')}` }],
  ['an API on this machine, in the sandbox', { script: script('data-api-base="http://localhost:8788"') }],
  ['a script from elsewhere that is checked', { script: script(`integrity="sha384-${'a'.repeat(64)}" crossorigin`, 'https://static.example.com/cleeng-gate.js') }],
  ['attributes of HTML, of the author and of frameworks', { gate: gate(`${offer} id="a" lang="en" data-story="1" aria-label="Story" onclick="" v-if="x" :key="1" @click="x" _ngcontent-a`) }],
  ['every attribute of the tag', { gate: gate(`${offer} loading="lazy" on-failure="lock" heading="One" message="Two" login-url="/login?to={returnUrl}" checkout-url="/buy/{offerId}?c={coupon}&amp;l={locale}"`) }],
  ['a gate that leads where the page does', { script: script('data-checkout-url="https://shop.example.com/{offerId}"'), gate: gate(`${offer} checkout-url="https://shop.example.com/film"`) }],
  ['every condition', { body: '<p data-cleeng-when="signed-in"></p><p data-cleeng-when="signed-out"></p><p data-cleeng-when="granted:S123456789 P123456789"></p><p data-cleeng-when="locked:S123456789_US"></p>' }],
  ['a slot of another element deeper in', { gate: gate(offer, '<div slot="preview"><my-card><b slot="title">Teaser</b></my-card></div><template>Premium</template>') }],
  ['structured data that names the premium part itself', { data: hidden('.premium'), gate: gate(offer, '<p slot="preview">Teaser</p><template><p class="premium">Premium</p></template>').replace('class="premium" ', '') }],
  ['structured data that names what holds the gate', { data: hidden('.story'), body: '<main class="story">' }],
  ['structured data of another kind beside it', { data: `${hidden('.premium')}${data('{"@type": "BreadcrumbList"}')}` }],
  ['microdata', { data: '<meta itemprop="isAccessibleForFree" content="false">' }],
];

for (const [title, pieces] of good) {
  test(`finds nothing wrong with ${title}`, () => {
    assert.deepEqual(found(pageWith(pieces)), []);
  });
}

test('knows what a page\'s own origin is once it was read from the web', () => {
  const page = pageWith({ script: script('data-login-url="http://news.example.com/login"', 'http://news.example.com/cleeng-gate.js') });
  assert.deepEqual(found(page, 'http://news.example.com/story'), []);
  assert.deepEqual(found(page, 'http://other.example.com/story'), ['warning script-integrity 4', 'error address-dropped 4']);
});

test('knows who may receive tokens once a page was read from the web', () => {
  const page = pageWith({ script: script('data-guard="https://guard.example.com/" data-api-base="http://localhost:8788"') });
  assert.deepEqual(found(page, 'https://guard.example.com/story'), ['error token-address 4']);
  assert.deepEqual(found(page, 'http://localhost:3000/story'), ['error token-address 4']);
  assert.deepEqual(found(page, 'https://news.example.com/story'), ['error token-address 4', 'error token-address 4']);
});

test('says so when nothing of the gate is on the page', () => {
  assert.deepEqual(found('<p>Hello</p>'), ['hint nothing-to-check 1']);
});

test('asks nothing of a page that has the script and no gate', () => {
  assert.deepEqual(found(pageWith({ sheet: '', data: '', gate: '' })), []);
});

test('points at the attribute, with its line and column', () => {
  const [finding] = check(pageWith({ gate: '<cleeng-gate class="premium"\n  offer-id="S123456789_US"\n  ofer="x"><p slot="preview">A</p><template>B</template></cleeng-gate>' }));
  assert.deepEqual([finding?.line, finding?.column], [9, 3]);
  assert.match(finding?.message ?? '', /"ofer"/);
});

test('points into the structured data, also with Windows line ends', () => {
  const page = pageWith({ data: data('{\n  "isAccessibleForFree": false,\n  "hasPart": {"isAccessibleForFree": false,\n    "cssSelector": ".paywall"}\n}') });
  for (const source of [page, page.replaceAll('\n', '\r\n')]) {
    const [finding] = check(source);
    assert.deepEqual([finding?.line, finding?.column], [8, 20]);
  }
});

test('says which name was meant and what to write', () => {
  const [finding] = check(pageWith({ gate: gate('ofer-id="S123456789"') })).filter(({ rule }) => rule === 'unknown-attribute');
  assert.match(finding?.message ?? '', /Did you mean offer-id\?/);
  assert.equal(finding?.instead, 'offer-id="S123456789"');
});

test('repeats no control character that a page holds', () => {
  const findings = check(pageWith({ gate: gate('offer-id="\u001b[2J\u202e"'), data: data('{\u001b') }));
  assert.ok(findings.length > 1);
  assert.doesNotMatch(JSON.stringify(findings), /\\u001b|\u202e/);
});

test('reads a page of a hundred thousand nested elements', () => {
  assert.deepEqual(found('<div>'.repeat(100_000)), ['hint nothing-to-check 1']);
});

const said = (pieces: Parameters<typeof pageWith>[0]): string[] => check(pageWith(pieces)).map(({ message, instead }) => `${message} ${instead}`);

test('says that ids are separated by spaces, with the ids that the author wrote', () => {
  assert.deepEqual(said({ gate: gate('offer-id="S123456789_US, P123456789"') }), ['The commas in "S123456789_US, P123456789" belong to no id. Separate ids by spaces. "S123456789_US P123456789"']);
});

test('says which words a gate can be shown in where preview-as holds another', () => {
  assert.match(said({ gate: gate(`${offer} preview-as="locked"`) }).join(), /"locked" is no access word; those are checking, signed-out, denied, confirming, granted, failed\. Remove/);
});

test('tells the author of a gate without attributes of sanitizers, and no other', () => {
  assert.match(said({ gate: gate('') }).join(), /a sanitizer has dropped its attributes.*ADD_ATTR: \["offer-id"/);
  assert.doesNotMatch(said({ gate: gate('heading="More"') }).join(), /sanitizer/);
});

test('a slot of another custom element is none of a gate that was taken away', () => {
  assert.deepEqual(found(pageWith({ body: '<my-card><p slot="preview">A card</p></my-card>' })), []);
});

test('a page of frames is told to be one, with what to check instead', () => {
  const frames = '<!doctype html>\n<html><head><title>Paper</title></head>\n<frameset cols="*"><frame src="front.html"><noframes><cleeng-gate></cleeng-gate></noframes></frameset></html>';
  assert.deepEqual(found(frames), ['warning frameset 3']);
  assert.match(check(frames)[0]!.instead, /"front\.html"/);
});
