import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { generateMaster, parseEnvelope, readMasters, seal, unseal, type Envelope } from '../../../src/sealed/index.js';
import { createKeyRequest, openSealed, readSealed, textOf } from '../../../src/sealed/open.js';
import { absent, wordpress as engine } from '../debian.js';
import { askAs, envelopesOf, guardOf, protect, setMasters } from './hard.js';
import { leaks, offer, premium, publish, withBlock, withShortcode } from './posts.js';
import { createWordPress, type WordPress } from './site.js';
import { visit } from './visitor.js';

const skip = absent(engine);
const masters = `e1:${generateMaster()}`;
let site: WordPress;

before(async () => {
  if (!skip) site = await createWordPress();
});
beforeEach(async () => {
  if (skip) return;
  setMasters(site, masters);
  await protect(site, 'sealed', { content: '' });
});
after(async () => { if (!skip) await site.close(); });

const envelopeOf = async (id: number): Promise<string> => envelopesOf(await (await visit(site)).source(`/?p=${String(id)}`))[0] ?? '';
const change = async (id: number, content: string): Promise<unknown> => site.run('return wp_update_post( wp_slash( $input ) );', { ID: id, post_content: content });
const open = async (json: string, secrets = masters): Promise<string> => new TextDecoder().decode(await unseal(parseEnvelope(json), readMasters(secrets)));

for (const [kind, content] of Object.entries({ block: withBlock(), shortcode: withShortcode() })) {
  test(`what PHP has sealed of a ${kind} opens with our own unseal, and is named as our own seal names it`, { skip }, async () => {
    const id = await publish(site, 'Tides', content);
    const parsed = parseEnvelope(await envelopeOf(id));
    const html = new TextDecoder().decode(await unseal(parsed, readMasters(masters)));
    assert.match(html, new RegExp(`^<p>${premium} is what follows.</p>`));
    const asset = `wordpress/${String(id)}#1`;
    const ours = await seal(html, { masters: readMasters(masters), asset, offers: [offer] });
    assert.deepEqual(parsed.header, parseEnvelope(JSON.stringify(ours)).header);
    assert.deepEqual(parsed.envelope.recipients.map(({ header }) => header), ours.recipients.map(({ header }) => header));
  });
}

test('the guard releases the key to the owner, who reads it, and to nobody else', { skip }, async () => {
  const sealed = readSealed(await envelopeOf(await publish(site, 'Tides', withBlock({ offer: `S9 ${offer}` }))));
  const [body, keyFrom] = await createKeyRequest(sealed);
  const guard = guardOf(site, masters);
  const answer = await askAs(site, guard, 'owner', 'keys', { method: 'POST', body: JSON.stringify(body) });
  assert.equal(answer.status, 200);
  assert.match(textOf(await openSealed(sealed, await keyFrom(await answer.text(), Date.now() / 1000, '702813501'))), new RegExp(premium));
  assert.equal((await askAs(site, guard, 'nobody', 'keys', { method: 'POST', body: JSON.stringify(body) })).status, 403);
});

test('an envelope that is passed off as another gate\'s, or as another offer\'s, opens nowhere', { skip }, async () => {
  const json = await envelopeOf(await publish(site, 'Tides', withBlock({ offer: 'S9' })));
  const { envelope, header } = parseEnvelope(json);
  const relabelled = (change: object): string => Buffer.from(JSON.stringify({ ...header, ...change })).toString('base64url');
  const forged: Envelope[] = [
    { ...envelope, protected: relabelled({ asset: 'wordpress/1#1' }) },
    { ...envelope, protected: relabelled({ ver: 'other' }) },
    { ...envelope, recipients: envelope.recipients.map((recipient) => ({ ...recipient, header: { alg: 'A256KW', kid: `e1.${offer}` } })) },
  ];
  for (const one of forged) await assert.rejects(open(JSON.stringify(one)), { name: 'EnvelopeError' });
  const [body] = await createKeyRequest(readSealed(JSON.stringify(forged[2])));
  const answer = await askAs(site, guardOf(site, masters), 'owner', 'keys', { method: 'POST', body: JSON.stringify(body) });
  assert.equal(answer.status, 400);
});

test('unchanged content keeps its envelope; a change of text, offer or master makes a new one', { skip }, async () => {
  const id = await publish(site, 'Tides', withBlock());
  const seen = [await envelopeOf(id)];
  await change(id, `${withBlock()}\n\nMore for everybody.`);
  assert.equal(await envelopeOf(id), seen[0]);
  await change(id, withBlock().replace('is what', 'was what'));
  seen.push(await envelopeOf(id));
  await change(id, withBlock({ offer: `${offer} S9` }).replace('is what', 'was what'));
  seen.push(await envelopeOf(id));
  const both = `${masters},e2:${generateMaster()}`;
  setMasters(site, both);
  await (await visit(site, 'admin')).get('/wp-admin/index.php');
  seen.push(await envelopeOf(id));
  const parsed = seen.map((json) => parseEnvelope(json).envelope);
  for (const member of ['iv', 'ciphertext', 'tag'] as const) assert.equal(new Set(parsed.map((envelope) => envelope[member])).size, 4);
  assert.deepEqual(parsed[3]?.recipients.map(({ header }) => header.kid), [`e2.${offer}`, 'e2.S9']);
  assert.match(await open(seen[3]!, both), new RegExp(`${premium} was what follows`));
});

test('letters beyond ASCII and quotes arrive as they were written', { skip }, async () => {
  const text = 'Ærøskøbing – „Ebbe“ \\ &amp; 潮';
  const html = await open(await envelopeOf(await publish(site, 'Tides', withBlock().replace(`${premium} is what follows.`, text))));
  assert.ok(html.includes(text), html);
});

for (const [what, wrong] of [['none', undefined], ['empty', ''], ['too short', 'e1:abc'], ['without an epoch', generateMaster()], ['listed twice', `${masters},${masters}`]] as const) {
  test(`with masters that are ${what} gates stay shut, nothing premium is in the page, and the administrator is told`, { skip }, async () => {
    const id = await publish(site, 'Tides', withBlock());
    setMasters(site, wrong);
    const page = await (await visit(site)).source(`/?p=${String(id)}`);
    assert.match(page, /<cleeng-gate[^]*Slackwater/);
    assert.deepEqual([envelopesOf(page), leaks(page)], [[], []]);
    const admin = await visit(site, 'admin');
    assert.match(await admin.source('/wp-admin/index.php'), /wp-config\.php defines CLEENG_GATE_MASTERS/);
    setMasters(site, masters);
    await admin.get('/wp-admin/index.php');
    assert.match(await open(await envelopeOf(id)), new RegExp(premium));
  });
}

test('an offer whose id begins like a tag is refused, since it would be taken for one', { skip }, async () => {
  const page = await (await visit(site)).source(`/?p=${String(await publish(site, 'Tides', withBlock({ offer: 'tag-gold' })))}`);
  assert.deepEqual([envelopesOf(page), leaks(page)], [[], []]);
});

test('no secret is in the database', { skip }, async () => {
  const [, secret = ''] = masters.split(':');
  const hex = Buffer.from(secret, 'base64url').toString('hex');
  const count = 'global $wpdb; return $wpdb->get_var( $wpdb->prepare( "SELECT ( SELECT COUNT(*) FROM $wpdb->options WHERE option_value LIKE %s OR HEX( option_value ) LIKE %s ) + ( SELECT COUNT(*) FROM $wpdb->postmeta WHERE meta_value LIKE %s OR HEX( meta_value ) LIKE %s )", ...$input ) );';
  assert.equal(await site.run(count, [`%${secret}%`, `%${hex}%`, `%${secret}%`, `%${hex}%`]), '0');
});

test('PHP has nothing to complain of', { skip }, () => {
  assert.deepEqual(site.complaints(), []);
});
