import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkPage, generateMaster, parseEnvelope, readMasters, sealPage, unseal, type Envelope, type PageOptions } from '../../src/sealed/index.js';
import { masters, offer, other, secrets } from './sealed.js';

const options = { masters, page: 'news/one.html' };
const gate = (inside: string, attributes = ''): string => `<cleeng-gate offer-id="${offer}"${attributes}>${inside}</cleeng-gate>`;
const premium = '<template><p>Ebbe &amp; Flut</p></template>';
const scripts = /<script type="application\/jose\+json">(.*?)<\/script>/gs;
const envelopesOf = (html: string): string[] => [...html.matchAll(scripts)].map(([, json]) => json!);
const textOf = async (json: string, known = masters): Promise<string> => new TextDecoder('utf-8', { ignoreBOM: true }).decode(await unseal(parseEnvelope(json), known));
const seal = async (html: string, more: Partial<PageOptions> = {}) => sealPage(html, { ...options, ...more });

test('the template of each gate becomes an envelope for its offers, and what stood in it opens again', async () => {
  const page = `<!doctype html><title>One</title>${gate(`<p slot="preview">Teaser</p>${premium}`)}<p>between</p><cleeng-gate offer-id="${offer} ${other}" id="map"><template>Two</template></cleeng-gate>`;
  const { html, gates } = await seal(page);
  assert.equal(html.replaceAll(scripts, '*'), page.replace(premium, '*').replace('<template>Two</template>', '*'));
  assert.deepEqual(await Promise.all(envelopesOf(html).map((json) => textOf(json))), ['<p>Ebbe &amp; Flut</p>', 'Two']);
  assert.deepEqual(gates.map(({ asset, offers, status }) => [asset, offers, status]), [['news/one.html#1', [offer], 'sealed'], ['news/one.html#map', [offer, other], 'sealed']]);
  assert.deepEqual(parseEnvelope(envelopesOf(html)[1]!).envelope.recipients.map(({ header }) => header.kid), [`e2.${offer}`, `e2.${other}`]);
});

const noise = fc.array(fc.oneof(
  fc.constantFrom('\r\n', '\r', '\n', '\t', '\0', '\ufeff', '🌊', 'é', '&nbsp', '&#x41;', '<p>', '</div>', '<table><tr>', '<!-- a > b -->', '<!doctype html>', '</p', '<b a=\'"\' b="\'>" C=x/>', '<svg><title>x</svg>', '<textarea><cleeng-gate></textarea>', '<script>"<cleeng-gate><template>"</script>', '<style>a{}</style>', ']]>', '<'),
  fc.string({ maxLength: 8 }).map((text) => text.replaceAll(/[<&]/g, '')),
), { maxLength: 12 }).map((parts) => parts.join(''));
const inside = fc.array(fc.oneof(
  fc.constantFrom('\r\n', '\0', '🌊', '<p>a<p>b', '<td>c', '&lt;', '<b>', '</i>', '<!-- </template> -->', '<template>inner</template>', '<script>"</template"</script>', '<img src=x>'),
  fc.string({ maxLength: 8, unit: 'grapheme' }).map((text) => text.replaceAll(/[<&]/g, '')),
), { maxLength: 8 }).map((parts) => parts.join(''));

test('every character outside the template stays as it was, and every one inside comes back', async () => {
  await fc.assert(fc.asyncProperty(noise, inside, noise, async (before, content, after) => {
    const [head, tail] = [`${before}<cleeng-gate offer-id="${offer}">\r\n <h2 slot=heading>x</h2> `, ` <!-- c --></cleeng-gate>${after}`];
    // What swallows the gate, such as an open comment, leaves a page without one; a <p> around it has it refused.
    const { html, gates } = await seal(`${head}<template>${content}</template>${tail}`).catch(() => ({ html: '', gates: [] }));
    fc.pre(gates.length === 1);
    assert.ok(html.startsWith(head) && html.endsWith(tail));
    const middle = html.slice(head.length, html.length - tail.length);
    assert.match(middle, /^<script type="application\/jose\+json">[^<]*<\/script>$/);
    assert.equal(await textOf(envelopesOf(middle)[0]!), content);
  }), { numRuns: 300 });
});

const untouched: [what: string, html: string, statuses: string[]][] = [
  ['without a gate', '<!doctype html><template>not premium</template>', []],
  ['with a soft gate', gate('<p>Premium</p>'), ['open']],
  ['with a gate that is served by the guard', gate('', ' src="news/one.html"'), ['elsewhere']],
  ['with a gate that is sealed elsewhere', gate('', ' sealed-src="one.jwe"'), ['elsewhere']],
  ['with a gate that only has a preview', gate('<p slot="preview">Teaser</p> \r\n'), ['elsewhere']],
];
for (const [what, page, statuses] of untouched) {
  test(`a page ${what} stays as it is`, async () => {
    const { html, gates } = await seal(page);
    assert.equal(html, page);
    assert.deepEqual(gates.map(({ status }) => status), statuses);
  });
}

const refused: [what: string, html: string, words: RegExp][] = [
  ['children beside the template', `<p>\n${gate(`\n${premium}\n<b>Premium</b>`)}`, /^news\/one\.html:4:1 this stands beside the <template> of <cleeng-gate offer-id="S100000001_DE">, where everybody can read it/],
  ['text beside the template', gate(`Premium${premium}`), /^news\/one\.html:1:\d+ this stands beside/],
  ['an inner gate beside the template', gate(`${premium}<cleeng-gate></cleeng-gate>`), /this stands beside/],
  ['two templates', gate(premium + premium), /:1:\d+ the gate has a second <template>/],
  ['a template and an envelope', gate(`${premium}<script type="application/jose+json">{}</script>`), /a <template> and a sealed <script>/],
  ['a template and src', gate(premium, ' src="x"'), /a <template> and src/],
  ['no offer', `<cleeng-gate>${premium}</cleeng-gate>`, /:1:1 the gate has no offer-id/],
  ['an offer that is none', `<cleeng-gate offer-id="a/b">${premium}</cleeng-gate>`, /:1:1 "a\/b" is no offer id/],
  ['its end swallowed by a paragraph', `<p>${gate(`<h2 slot="preview">Tides</h2>${premium}`)}`, /:1:4 the gate is not closed where its end tag stands/],
  ['no end tag', `<cleeng-gate offer-id="${offer}">${premium}`, /:1:1 the gate is not closed/],
  ['an open template', `<cleeng-gate offer-id="${offer}"><template>Premium`, /is not closed/],
  ['an envelope that is none', gate('<script type="application/jose+json">{}</script>'), /:1:1 this is no sealed envelope: it has no recipients/],
];
for (const [what, page, words] of refused) {
  test(`a gate with ${what} is refused, with its place`, async () => {
    await assert.rejects(seal(page), { name: 'PageError', message: words });
    if (!words.source.includes('offer id')) assert.throws(() => checkPage(page, options), { name: 'PageError', message: words });
  });
}

test('every problem of a page is told at once', async () => {
  await assert.rejects(seal(`${gate(`a${premium}`)}\n${gate(`b${premium}`)}`), ({ message }: Error) => message.split('\n').length === 2);
});

test('a gate in the template of another is sealed for its own offer, inside what is sealed for the other', async () => {
  const inner = `<cleeng-gate offer-id="${other}"><template>Inner</template></cleeng-gate>`;
  const { html, gates } = await seal(gate(`<template>Outer ${inner}!</template>`));
  const [outer, ...more] = envelopesOf(html);
  assert.deepEqual([gates.map(({ asset }) => asset), more], [['news/one.html#1', 'news/one.html#2'], []]);
  const opened = await textOf(outer!);
  assert.equal(opened.replace(scripts, '*'), `Outer <cleeng-gate offer-id="${other}">*</cleeng-gate>!`);
  assert.equal(await textOf(envelopesOf(opened)[0]!), 'Inner');
});

test('sealing a sealed page changes nothing', async () => {
  const { html } = await seal(gate(premium));
  const again = await seal(html);
  assert.deepEqual([again.html, again.gates[0]?.status], [html, 'current']);
});

/** Seals a page as it was, then one with the envelopes of before at hand. */
async function twice(first: string, second: string, more: Partial<PageOptions> = {}): Promise<{ status: string | undefined; same: boolean }> {
  const before = await seal(first);
  const known = new Map<string, Envelope>(before.gates.map(({ asset, envelope }) => [asset, envelope!]));
  const { html, gates } = await seal(second, { known: (asset) => known.get(asset), ...more });
  return { status: gates[0]?.status, same: html === before.html };
}

test('a build that changes nothing leaves the page as it was, to the letter', async () => {
  assert.deepEqual(await twice(gate(premium), gate(premium)), { status: 'kept', same: true });
  const nested = gate(`<template>Outer ${gate(premium)}</template>`);
  assert.deepEqual(await twice(nested, nested), { status: 'kept', same: true });
});

const changes: [what: string, page: string, more: Partial<PageOptions>][] = [
  ['the content', gate('<template>other</template>'), {}],
  ['the offers', `<cleeng-gate offer-id="${offer} ${other}">${premium}</cleeng-gate>`, {}],
  ['the newest master', gate(premium), { masters: readMasters({ ...secrets, e3: generateMaster() }) }],
  ['the secret of the master', gate(premium), { masters: readMasters({ e2: generateMaster() }) }],
  ['the coding', gate(premium), { gzip: true }],
  ['the tags', gate(premium), { tags: ['gold'], accessibleTags: true }],
];
for (const [what, page, more] of changes) {
  test(`a page is sealed anew when ${what} changed`, async () => {
    assert.equal((await twice(gate(premium), page, more)).status, 'sealed');
  });
}

const newer = readMasters({ ...secrets, e3: generateMaster() });

test('an older master is found by a check, and sealed anew on demand, without the content at hand', async () => {
  const { html } = await seal(gate(premium, ' id=story'), { gzip: true, tags: ['gold'], accessibleTags: true });
  assert.equal(checkPage(html, options)[0]?.status, 'current');
  assert.equal(checkPage(html, { ...options, masters: newer })[0]?.status, 'outdated');
  const { html: resealed } = await seal(html, { masters: newer, reseal: true, accessibleTags: true });
  const { header, envelope } = parseEnvelope(envelopesOf(resealed)[0]!);
  assert.deepEqual([header.asset, header.ce, envelope.recipients.map(({ header: { kid } }) => kid)], ['news/one.html#story', 'gzip', [`e3.${offer}`, 'e3.tag-gold']]);
  assert.equal(await textOf(JSON.stringify(envelope), newer), '<p>Ebbe &amp; Flut</p>');
  assert.equal(resealed.replace(scripts, '*'), html.replace(scripts, '*'));
});

test('sealing anew reaches a gate inside a sealed one', async () => {
  const { html } = await seal(gate(`<template>Outer ${gate(premium)}</template>`));
  const { html: resealed } = await seal(html, { masters: newer, reseal: true });
  const [inner] = envelopesOf(await textOf(envelopesOf(resealed)[0]!, newer));
  assert.equal(parseEnvelope(inner!).envelope.recipients[0]?.header.kid, `e3.${offer}`);
});

test('a gate whose offers were changed by hand is outdated, and sealed anew for the new ones', async () => {
  const { html } = await seal(gate(premium));
  const changed = html.replace(`offer-id="${offer}"`, `offer-id="${other}"`);
  assert.equal(checkPage(changed, options)[0]?.status, 'outdated');
  const { html: resealed } = await seal(changed, { reseal: true });
  assert.equal(checkPage(resealed, options)[0]?.status, 'current');
});

test('what no master opens is said so, where it stands', async () => {
  const { html } = await seal(gate(premium), { masters: readMasters({ e0: generateMaster() }) });
  await assert.rejects(seal(`\n${html}`, { reseal: true }), { message: /^news\/one\.html:2:1 none of the masters opens it; it was sealed under e0/ });
});

test('a partner that would be lost is asked for', async () => {
  const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  const partners = { crawler: { kty: kty!, crv: crv!, x: x!, y: y! } };
  const { html } = await seal(gate(premium), { partners });
  await assert.rejects(seal(html, { masters: newer, reseal: true }), /the partner "crawler" too, whose public key is not given/);
  const { html: resealed } = await seal(html, { masters: newer, reseal: true, partners });
  assert.deepEqual(parseEnvelope(envelopesOf(resealed)[0]!).envelope.recipients.map(({ header }) => header.kid), [`e3.${offer}`, 'crawler']);
});

test('ids that name two gates, or nothing, give way to numbers', async () => {
  const page = gate(premium, ' id="a"') + gate(premium, ' id="a"') + gate(premium, ' id=""') + gate(premium, ' id="x&#10;y"');
  assert.deepEqual((await seal(page)).gates.map(({ asset }) => asset), ['#1', '#2', '#3', '#4'].map((name) => `news/one.html${name}`));
});
