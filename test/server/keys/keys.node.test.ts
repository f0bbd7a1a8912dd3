import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compactDecrypt, exportJWK, generateKeyPair, type JWK } from 'jose';
import { generateMaster, seal, readMasters, type Envelope } from '../../../src/sealed/index.js';
import { createKeyRequest, openSealed, readSealed, textOf } from '../../../src/sealed/open.js';
import type { GuardOptions } from '../../../src/server/index.js';
import { createGuarded, refusalOf, type Guarded } from '../guarded.js';

const [monthly, yearly, allAccess] = ['S100000001_DE', 'S100000002_DE', 'P100000003_DE'] as const;
const secrets = { e1: generateMaster(), e2: generateMaster() };
const masters = readMasters(secrets);
const asset = 'news/one.html#1';
const sealFor = async (offers: readonly string[], more: Partial<Parameters<typeof seal>[1]> = {}): Promise<Envelope> =>
  seal('<p>Premium</p>', { masters, asset, offers, ...more });
const file = await sealFor([monthly]);
const guarded = (options: Partial<GuardOptions> = {}): Guarded => createGuarded({ masters: secrets, ...options });

const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
const epk = await exportJWK(pair.publicKey);
const candidatesOf = ({ recipients }: Envelope): { kid: string; ek: string }[] => recipients.map(({ header: { kid }, encrypted_key: ek }) => ({ kid, ek }));
const question = { asset, epk, candidates: candidatesOf(file) };
const post = (body: unknown): RequestInit => ({ method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

test('who may see the offer opens the file with what the guard releases', async () => {
  const { askAs, clock } = guarded();
  const sealed = readSealed(JSON.stringify(file));
  const [body, keyFrom] = await createKeyRequest(sealed, [monthly]);
  const response = await askAs('owner', 'keys', post(body));
  assert.deepEqual([response.status, response.headers.get('content-type'), response.headers.get('cache-control')], [200, 'application/jose', 'no-store']);
  const now = Date.parse(response.headers.get('date') ?? '') / 1000;
  assert.equal(now, clock.now() / 1000);
  assert.equal(textOf(await openSealed(sealed, await keyFrom(await response.text(), now, '702813501'))), '<p>Premium</p>');
});

test('the answer is a JWE that jose opens, with the claims it should have and no more', async () => {
  const { askAs, clock } = guarded();
  const { plaintext, protectedHeader } = await compactDecrypt(await (await askAs('owner', 'keys', post(question))).text(), pair.privateKey);
  const { k, ...claims } = JSON.parse(new TextDecoder().decode(plaintext)) as { k: string };
  const iat = clock.now() / 1000;
  assert.equal(Buffer.from(k, 'base64url').length, 32);
  assert.deepEqual(claims, { kid: `e2.${monthly}`, asset, sub: '702813501', iat, exp: iat + 300 });
  assert.deepEqual({ ...protectedHeader, epk: undefined }, { alg: 'ECDH-ES', enc: 'A256GCM', typ: 'sealed-key+jwt', epk: undefined });
});

test('one recipient may be asked for without a list', async () => {
  const [one] = question.candidates;
  assert.equal((await guarded().askAs('owner', 'keys', post({ asset, epk, ...one }))).status, 200);
});

test('of several recipients the one is opened that the customer may see', async () => {
  const { askAs, simulator } = guarded();
  const several = await sealFor([yearly, monthly, allAccess]);
  const response = await askAs('owner', 'keys', post({ asset, epk, candidates: candidatesOf(several) }));
  const { plaintext } = await compactDecrypt(await response.text(), pair.privateKey);
  assert.match(new TextDecoder().decode(plaintext), new RegExp(`"kid":"e2.${monthly}"`));
  assert.equal(await refusalOf(await askAs('nobody', 'keys', post({ asset, epk, candidates: candidatesOf(several) }))), '403 not-entitled');
  assert.ok(simulator.requests.length > 0);
});

test('what was sealed under an older master is released as long as that is listed', async () => {
  const old = await sealFor([monthly], { masters: readMasters({ e1: secrets.e1 }) });
  const body = post({ asset, epk, candidates: candidatesOf(old) });
  assert.equal((await guarded().askAs('owner', 'keys', body)).status, 200);
  assert.equal(await refusalOf(await guarded({ masters: { e2: secrets.e2 } }).askAs('owner', 'keys', body)), '400 malformed');
});

test('nobody signed in is 401, not entitled 403, not to be found out 503', async () => {
  const { ask, askAs, simulator } = guarded();
  assert.equal(await refusalOf(await ask('keys', post(question))), '401 no-token');
  assert.equal(await refusalOf(await askAs('nobody', 'keys', post(question))), '403 not-entitled');
  simulator.fault({ kind: 'status', status: 500, endpoint: 'entitlements' });
  const unknown = await askAs('trial', 'keys', post(question));
  assert.equal(unknown.headers.has('retry-after'), true);
  assert.equal(await refusalOf(unknown), '503 service');
});

const { kid, ek } = question.candidates[0]!;
const forged = (change: object): object => ({ ...question, candidates: [{ kid, ek, ...change }] });
const flipped = `${ek.startsWith('A') ? 'B' : 'A'}${ek.slice(1)}`;
const offCurve: JWK = { ...epk, y: epk.x! };
const bad: [what: string, body: unknown][] = [
  ['nothing', ''],
  ['no JSON', '{"asset":'],
  ['a list', []],
  ['null', 'null'],
  ['no UTF-8', 'ÿ'.repeat(3).normalize()],
  ['more than 4 kB', { ...question, more: 'x'.repeat(4096) }],
  ['another offer', forged({ kid: `e2.${allAccess}` })],
  ['another epoch', forged({ kid: `e1.${monthly}` })],
  ['an unknown epoch', forged({ kid: `e9.${monthly}` })],
  ['an epoch of every object', forged({ kid: `constructor.${monthly}` })],
  ['__proto__', forged({ kid: `__proto__.${monthly}` })],
  ['a path', forged({ kid: `e2.${monthly}/../x` })],
  ['a recipient that is a number', forged({ kid: 1 })],
  ['another asset', { ...question, asset: 'news/two.html#1' }],
  ['no asset', { ...question, asset: undefined }],
  ['an asset of control characters', { ...question, asset: 'a\u0000b' }],
  ['a key with another byte', forged({ ek: flipped })],
  ['a key that is too short', forged({ ek: ek.slice(0, -4) })],
  ['a key with padding', forged({ ek: `${ek}==` })],
  ['no candidate', { ...question, candidates: [] }],
  ['nine candidates', { ...question, candidates: Array<object>(9).fill({ kid, ek }) }],
  ['candidates that are no list', { ...question, candidates: { kid, ek } }],
  ['a tag that nobody can look up', forged({ kid: 'e2.tag-gold' })],
  ['no public key', { ...question, epk: undefined }],
  ['a private key', { ...question, epk: { ...epk, d: epk.x } }],
  ['a point off the curve', { ...question, epk: offCurve }],
  ['a key on another curve', { ...question, epk: { ...epk, crv: 'P-384' } }],
  ['a key of another kind', { ...question, epk: { kty: 'OKP', crv: 'X25519', x: epk.x } }],
  ['a coordinate that is too long', { ...question, epk: { ...epk, x: `${epk.x!}AAAA` } }],
];
const everything = guarded();
for (const offer of ['monthly', 'allAccess'] as const) everything.simulator.grant('owner', offer);
for (const [what, body] of bad) {
  test(`a question with ${what} is 400, and all of these look the same`, async () => {
    const response = await everything.askAs('owner', 'keys', post(body));
    assert.deepEqual([response.status, await response.text()], [400, '{"code":"malformed"}']);
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });
}

test('whatever else is asked is 400, never a fault and never a key', async () => {
  const { jwt } = await everything.simulator.signIn('apple');
  const part = fc.oneof(fc.jsonValue(), fc.string(), fc.constantFrom(kid, ek, asset, epk.x, epk, question.candidates));
  const almost = fc.record({ asset: part, epk: fc.oneof(part, fc.record({ kty: part, crv: part, x: part, y: part })), candidates: fc.oneof(part, fc.array(fc.record({ kid: part, ek: part }))) }, { requiredKeys: [] });
  await fc.assert(fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json(), almost.map((body) => JSON.stringify(body))), async (body) => {
    const { status } = await everything.ask('keys', { method: 'POST', body, headers: { Authorization: `Bearer ${jwt}` } });
    assert.ok(status === 400 || status === 429, String(status));
  }), { numRuns: 110 });
});

test('a recipient that was relabelled opens under no offer, however many the customer has', async () => {
  const expensive = await sealFor([allAccess]);
  const relabelled = candidatesOf(expensive).map((one) => ({ ...one, kid: `e2.${monthly}` }));
  assert.equal(await refusalOf(await guarded().askAs('owner', 'keys', post({ asset, epk, candidates: relabelled }))), '400 malformed');
});

for (const [denyAssets, status] of [[[asset], 403], [['news/one.html'], 403], [['news/*'], 403], [['**'], 403], [['news/two.html', 'one.html'], 200]] as const) {
  test(`with ${denyAssets.join(' and ')} denied, the key of ${asset} is answered ${status}`, async () => {
    assert.equal((await guarded({ denyAssets }).askAs('owner', 'keys', post(question))).status, status);
  });
}

const tagged = { asset, epk, candidates: candidatesOf(await sealFor([], { tags: ['gold'], accessibleTags: true })) };

test('a tag opens through the offers that the table lists for it', async () => {
  const { askAs } = guarded({ tagOffers: { gold: [monthly] } });
  assert.equal((await askAs('owner', 'keys', post(tagged))).status, 200);
  assert.equal(await refusalOf(await askAs('nobody', 'keys', post(tagged))), '403 not-entitled');
});

test('a tag opens for whom the resolver names it, or every tag', async () => {
  const tags: Record<string, string[]> = { 702813501: ['silver', 'gold'], 702813504: ['(all)'], 702813502: ['silver'] };
  const { askAs } = guarded({ accessibleTags: async (customerId) => tags[customerId]! });
  for (const [name, status] of [['owner', 200], ['tag', 200], ['nobody', 403]] as const) assert.equal((await askAs(name, 'keys', post(tagged))).status, status, name);
});

test('a resolver that fails or hangs could not find out: 503', async () => {
  const failing = guarded({ accessibleTags: async () => { throw new Error('down'); } });
  assert.equal(await refusalOf(await failing.askAs('owner', 'keys', post(tagged))), '503 service');
  let answer!: Promise<Response>;
  let hanging!: Guarded;
  await new Promise<void>((asked) => {
    hanging = guarded({ accessibleTags: async () => { asked(); return new Promise(() => undefined); } });
    answer = hanging.askAs('owner', 'keys', post(tagged));
  });
  await hanging.clock.tick(8000);
  assert.equal(await refusalOf(await answer), '503 service');
});

test('a file for an offer and a tag is asked about by offer first', async () => {
  const asked: string[] = [];
  const { askAs } = guarded({ accessibleTags: async (customerId) => { asked.push(customerId); return ['gold']; } });
  const both = { asset, epk, candidates: candidatesOf(await sealFor([monthly], { tags: ['gold'], accessibleTags: true })) };
  assert.equal((await askAs('owner', 'keys', post(both))).status, 200);
  assert.deepEqual(asked, []);
  assert.equal((await askAs('nobody', 'keys', post(both))).status, 200);
  assert.deepEqual(asked, ['702813502']);
});

test('a tag without a table is told to the operator', async () => {
  const { askAs, lines } = guarded();
  await askAs('owner', 'keys', post(tagged));
  assert.match(lines.join('\n'), /error keys.tag-unknown \{"tags":\["gold"\],"write":"tagOffers or accessibleTags"\}/);
});

test('more than 120 keys a minute for one customer are 429, with the time to wait', async () => {
  const { askAs } = guarded();
  const statuses = [];
  for (let count = 0; count < 121; count++) statuses.push((await askAs('owner', 'keys', post(forged({ ek: '' })))).status);
  assert.deepEqual([statuses[119], statuses[120]], [400, 429]);
  assert.equal((await askAs('trial', 'keys', post(question))).status, 200);
});

test('without masters there is no such route', async () => {
  const { askAs } = createGuarded();
  assert.equal((await askAs('owner', 'keys', post(question))).status, 404);
});

test('only a post is answered, and nothing lies below it', async () => {
  const { askAs } = guarded();
  assert.equal((await askAs('owner', 'keys')).status, 405);
  assert.equal((await askAs('owner', 'keys/one', post(question))).status, 404);
});

const wrong: [what: string, options: object, words: RegExp][] = [
  ['a short secret', { masters: { e1: 'AAAA' } }, /the option "masters" is wrong; masters: the secret of "e1" is not 32 bytes/],
  ['the text of an unset variable', { masters: 'undefined' }, /the option "masters" is wrong; .*keygen/],
  ['a number', { masters: 1 }, /the option "masters" is text such as/],
  ['tags without offers', { tagOffers: { gold: [] } }, /"tagOffers.gold" names at least one offer/],
  ['denied assets that are no list', { denyAssets: 'news' }, /"denyAssets" is a list of assets/],
];
for (const [what, options, words] of wrong) {
  test(`a guard with ${what} is not made`, () => {
    assert.throws(() => guarded(options), { name: 'TypeError', message: words });
  });
}

test('no secret, key or token is in what the operator reads', async () => {
  const { askAs, lines } = guarded();
  for (const [, body] of bad) await askAs('owner', 'keys', post(body));
  const told = lines.join('\n');
  for (const secret of [secrets.e1, secrets.e2, ek]) assert.ok(!told.includes(secret));
  assert.doesNotMatch(told, /eyJ/);
});

for (const [denied, name] of [['news/*', 'news/.draft.html#1'], ['news/(old)*', 'news/(old) one.html#1'], ['news/a[1].html', 'news/a[1].html#1'], ['news/one.html', 'news/one.html#2#1']] as const) {
  test(`${denied} denies ${name}`, async () => {
    const candidates = candidatesOf(await sealFor([monthly], { asset: name }));
    assert.equal((await guarded({ denyAssets: [denied] }).askAs('owner', 'keys', post({ asset: name, epk, candidates }))).status, 403);
  });
}

test('each sealed asset counts among those that a customer gets in a day, once', async () => {
  const { askAs } = guarded({ limits: { assets: 1 } });
  const other = { asset: 'two', epk, candidates: candidatesOf(await sealFor([monthly], { asset: 'two' })) };
  const statuses = [];
  for (const asked of [question, question, other, question]) statuses.push((await askAs('owner', 'keys', post(asked))).status);
  assert.deepEqual(statuses, [200, 200, 429, 200]);
});

test('the answer tells how long ago the service said so', async () => {
  const { askAs, clock } = guarded();
  await askAs('owner', 'keys', post(question));
  await clock.tick(200_000);
  assert.equal((await askAs('owner', 'keys', post(question))).headers.get('age'), '200');
});

test('a damaged part of one offer does not keep the others of the same customer shut', async () => {
  const several = candidatesOf(await sealFor([monthly, yearly]));
  const { askAs } = guarded({ sources: [{ name: 'all', check: async () => ({ source: 'all', status: 'granted', expiresAt: null }) }] });
  const ask = async (candidates: object[]): Promise<Response> => askAs('owner', 'keys', post({ asset, epk, candidates }));
  for (const damaged of [0, 1]) assert.equal((await ask(several.map((one, at) => (at === damaged ? { ...one, ek: flipped } : one)))).status, 200);
  assert.equal(await refusalOf(await ask(several.map((one) => ({ ...one, ek: flipped })))), '400 malformed');
});

test('a damaged part stays malformed for whom no other offer is open', async () => {
  const several = candidatesOf(await sealFor([monthly, yearly])).map((one) => (one.kid.includes(monthly) ? { ...one, ek: flipped } : one));
  assert.equal(await refusalOf(await guarded().askAs('owner', 'keys', post({ asset, epk, candidates: several }))), '400 malformed');
});

test('a tag without a table is told once in ten seconds, however many ask', async () => {
  const { askAs, lines } = guarded();
  const tagged = post(forged({ kid: 'e2.tag-gold' }));
  for (let times = 0; times < 5; times++) await askAs('owner', 'keys', tagged);
  assert.equal(lines.filter((line) => line.includes('keys.tag-unknown')).length, 1);
});

test('the log says why a question was malformed, in words that hold nothing of it', async () => {
  const { askAs, lines } = guarded();
  for (const body of [post(forged({ ek: flipped })), post(forged({ kid: `e9.${monthly}` })), post({ ...question, epk: undefined })]) await askAs('owner', 'keys', body);
  const told = lines.filter((line) => line.includes('"status":400'));
  for (const [at, words] of ['opens with no master', 'under no master that is listed', 'epk'].entries()) assert.ok(told[at]?.includes(words), told[at]);
});
