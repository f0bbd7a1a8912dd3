import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { rmgSink } from '../../../src/bridge/sinks/rmg.js';
import type { Right } from '../../../src/bridge/sink.js';
import type { Entitlement } from '../../../src/simulator/rmg.js';
import { account, base, film, openPlatform, product, type Platform } from './rmg.js';

const day = 86_400_000;
const sha = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);
const id = sha(`cleeng|production|123456789|${account}|${product}||0`);
/** The only row there is. */
const only = ({ platform }: Platform, tenant?: string): Entitlement => {
  const rows = platform.rows(tenant);
  assert.equal(rows.length, 1);
  return rows[0]!;
};
const granted = async (open: Platform, more?: Partial<Right>): Promise<Entitlement> => {
  assert.deepEqual((await open.sink.grant(open.right(more))).outcome, 'applied');
  return only(open);
};

/** Each documented argument, how a right comes to it, and what the platform then holds. */
const fields: readonly (readonly [keyof Entitlement, Partial<Right>, unknown])[] = [
  ['accountId', {}, account],
  ['productId', {}, product],
  ['validityType', {}, 'ABSOLUTE'],
  ['validityType', { target: 'rental', row: { validityType: 'RELATIVE', productType: 'TRANSACTIONAL' } }, 'RELATIVE'],
  ['productType', {}, 'SUBSCRIPTION'],
  ['productType', { offerId: 'P100000003_DE' }, 'SUBSCRIPTION'],
  ['productType', { target: 'rental', offerId: 'R100000006_DE' }, 'TRANSACTIONAL'],
  ['productType', { target: 'free', row: { productType: 'FREE' } }, 'FREE'],
  ['productType', { target: 'npvr', row: { productType: 'CAPABILITY', capabilityType: 'NPVR' } }, 'CAPABILITY'],
  ['validFrom', { validFrom: 1_793_000_000 }, '2026-10-26T07:33:20.000Z'],
  ['expiryDate', {}, '2026-11-23T12:00:00.000Z'],
  ['expiryDate', { validUntil: null }, '9999-12-31T23:59:59.000Z'],
  ['_id', {}, id],
  ['deviceId', { row: { deviceId: 'device-2' } }, 'device-2'],
  ['sharedProductContentId', { target: 'shared', offerId: 'A100000007_DE', row: { sharedProductContentId: 'film-4' } }, 'film-4'],
  ['userId', { row: { userId: '{account}-{customerId}' } }, `${account}-702813501`],
  ['lastBilledDate', { transactionDate: 1_793_000_000 }, '2026-10-26T07:33:20.000Z'],
  ['lastBilledDate', {}, undefined],
  ['purchasedOffer', {}, 'S100000001_DE'],
  ['firstView', {}, undefined],
  ['firstView', { row: { firstView: '2026-11-21T13:00:00Z' } }, '2026-11-21T13:00:00Z'],
  ['expiryDate', { row: { lifetime: 'perpetual' }, validUntil: null }, '9999-12-31T23:59:59.000Z'],
  ['isArchivable', {}, false],
  ['isArchivable', { row: { isArchivable: true } }, true],
  ['capabilityType', { target: 'npvr', row: { productType: 'CAPABILITY', capabilityType: 'NPVR' } }, 'NPVR'],
  ['isFreemium', { row: { isFreemium: true } }, true],
  ['purchasedByDeviceId', {}, undefined],
  ['purchasedByDeviceId', { row: { purchasedByDeviceId: 'device-1' } }, 'device-1'],
  ['playoutDeviceClass', { target: 'set-top', row: { playoutDeviceClass: 'STB' } }, 'STB'],
  ['status', {}, 'SUBSCRIBED'],
];
for (const [name, more, value] of fields) {
  test(`${name} is ${String(value)} for ${JSON.stringify(more)}`, async () => {
    const open = openPlatform();
    const row = open.sink.readRow(more.row ?? {});
    assert.equal((await granted(open, { ...more, row }))[name], value);
  });
}

test('requests bear a correlation id that one assertion keeps, the token, the tenant and their type', async () => {
  const { sink, right, requests, platform } = openPlatform();
  await sink.grant(right());
  await sink.grant(right({ target: 'free', row: { productType: 'FREE' } }));
  const [put, post, next] = requests();
  assert.deepEqual([put?.method, put?.path, post?.method, post?.path], ['PUT', `/rmg/v1/operator/entitlements/${id}`, 'POST', '/rmg/v1/operator/entitlements']);
  assert.deepEqual([put?.headers['nv-tenant-id'], put?.headers['content-type']], [platform.tenant, 'application/json']);
  assert.match(put?.headers['x-correlation-id'] ?? '', /^[\da-f-]{36}$/);
  assert.equal(post?.headers['x-correlation-id'], put?.headers['x-correlation-id']);
  assert.notEqual(next?.headers['x-correlation-id'], put?.headers['x-correlation-id']);
});

test('headers can be called otherwise, and a token in another header goes bare', async () => {
  const seen: Headers[] = [];
  const { platform, another, right } = openPlatform();
  const sink = another({
    via: 'crm-gateway', headers: { correlation: 'X-Trace', authorization: 'nv-authorizations', tenant: 'X-Tenant' },
    fetch: async (url, init) => {
      const headers = new Headers(init.headers);
      seen.push(headers);
      return platform.fetch(url, { ...init, headers: [...headers].map(([name, value]): [string, string] => [name.replace('x-trace', 'x-correlation-id'), value]) });
    },
  });
  assert.equal((await sink.grant(right())).outcome, 'applied');
  const put = seen.at(-1)!;
  assert.equal(put.get('x-tenant'), platform.tenant);
  assert.match(put.get('x-trace') ?? '', /^[\da-f-]{36}$/);
  assert.match(put.get('nv-authorizations') ?? '', /^[\da-f]{48}$/);
  assert.equal(put.get('authorization'), null);
});

test('a renewal moves expiryDate, and never validFrom', async () => {
  const open = openPlatform();
  const { validFrom } = await granted(open);
  await open.clock.tick(day);
  assert.deepEqual(await open.sink.grant(open.right()), { outcome: 'applied', remoteId: id });
  const row = only(open);
  assert.deepEqual([row.validFrom, row.expiryDate], [validFrom, '2026-11-24T12:00:00.000Z']);
  assert.deepEqual(open.requests('update').at(-1)?.body, { status: 'SUBSCRIBED', expiryDate: '2026-11-24T12:00:00.000Z' });
});

const relative = { target: 'rental', row: { validityType: 'RELATIVE', productType: 'TRANSACTIONAL' } };

test('a renewal moves lastBilledDate with its transaction, and is read back, since that alone proves no new end', async () => {
  const open = openPlatform();
  const right = open.right({ transactionDate: open.now() });
  await granted(open, right);
  await open.clock.tick(86_400_000);
  const renewed = { ...right, validUntil: right.validUntil! + 86_400, transactionDate: open.now() };
  assert.equal((await open.sink.grant(renewed)).outcome, 'applied');
  assert.equal(only(open).lastBilledDate, '2026-11-22T12:00:00.000Z');
  assert.equal((await open.sink.grant(renewed)).outcome, 'unchanged');
  const stiff = openPlatform();
  stiff.platform.habits({ movesDates: false });
  await granted(stiff, right);
  const applied = await stiff.sink.grant(renewed);
  assert.deepEqual([applied.outcome, only(stiff).lastBilledDate], ['stuck', '2026-11-22T12:00:00.000Z']);
});

test('under RELATIVE a repeated grant does not roll expiryDate', async () => {
  const open = openPlatform();
  const rental = { ...relative, validUntil: open.now() + 400_000 };
  const { expiryDate } = await granted(open, rental);
  await open.clock.tick(day);
  assert.equal((await open.sink.grant(open.right(rental))).outcome, 'unchanged');
  assert.equal(only(open).expiryDate, expiryDate);
  assert.deepEqual(open.requests('update').at(-1)?.body, { status: 'SUBSCRIBED' });
});

test('a second rental under RELATIVE opens, whether the first was watched, is over or was never looked at', async () => {
  for (const [watched, days, outcome] of [[true, 2.5, 'archived'], [true, 5, 'archived'], [false, 5, 'archived'], [false, 2.5, 'applied']] as const) {
    const open = openPlatform();
    await granted(open, { ...relative, validUntil: open.now() + 4 * 86_400 });
    const watch = async (): Promise<number> => (await open.platform.fetch(`${base}/rmg/v1/user/action/authorisation/content/film-3`, { headers: { authorization: `Bearer ${open.platform.signOn(account)}` } })).status;
    if (watched) assert.equal(await watch(), 200);
    await open.clock.tick(days * day);
    const rental = { ...relative, validUntil: open.now() + 4 * 86_400 };
    assert.equal((await open.sink.grant(open.right(rental))).outcome, outcome);
    const generation = outcome === 'archived' ? 1 : 0;
    if (generation) assert.equal((await open.sink.grant(open.right({ ...rental, generation }))).outcome, 'applied');
    assert.equal(await watch(), 200);
    assert.equal((await open.sink.grant(open.right({ ...rental, generation }))).outcome, 'unchanged');
    assert.equal((await open.sink.revoke(open.right({ ...rental, generation }))).outcome, 'applied');
    assert.equal(await watch(), 403);
  }
});

test('an entitlement that was out of sight for a while is taken with those that came after it', async () => {
  const open = openPlatform();
  const first = await granted(open);
  for (const generation of [1, 2]) await open.sink.grant(open.right({ generation }));
  open.platform.plant({ ...first, _id: 'from-the-shop' });
  assert.equal((await open.sink.revoke(open.right({ generation: 2 }))).outcome, 'applied');
  assert.deepEqual(open.platform.rows().filter(({ status }) => status === 'SUBSCRIBED').map(({ _id }) => _id), ['from-the-shop']);
});

test('what ends is unsubscribed, and what comes back is subscribed under the same id', async () => {
  const open = openPlatform();
  await granted(open);
  assert.equal(open.platform.mayWatch(account, film), true);
  assert.deepEqual(await open.sink.revoke(open.right()), { outcome: 'applied', remoteId: id });
  assert.deepEqual([only(open).status, open.platform.mayWatch(account, film)], ['UNSUBSCRIBED', false]);
  assert.deepEqual(open.requests('update').at(-1)?.body, { status: 'UNSUBSCRIBED' });
  assert.deepEqual(await open.sink.revoke(open.right()), { outcome: 'unchanged', remoteId: id });
  assert.deepEqual(await open.sink.grant(open.right()), { outcome: 'applied', remoteId: id });
  assert.equal(open.platform.mayWatch(account, film), true);
});

test('a right that nobody granted is revoked all the same', async () => {
  const { sink, right, platform } = openPlatform();
  for (const unknownId of ['no-match', 404] as const) {
    platform.habits({ unknownId, emptyList: unknownId === 404 ? 404 : 200 });
    platform.plant({ ...(await granted(openPlatform(), {})), _id: 'somebody-elses', accountId: 'another' });
    assert.equal((await sink.revoke(right())).outcome, 'unchanged');
  }
});

test('rights of one product for two devices, or two contents, are two entitlements', async () => {
  const { sink, right, platform } = openPlatform();
  for (const deviceId of ['device-1', 'device-2']) await sink.grant(right({ row: { deviceId } }));
  for (const sharedProductContentId of ['film-4', 'film-5']) await sink.grant(right({ target: 'shared', offerId: 'A100000007_DE', row: { sharedProductContentId } }));
  assert.deepEqual(platform.rows().map(({ _id }) => _id), [
    sha(`cleeng|production|123456789|${account}|${product}|device-1|0`), sha(`cleeng|production|123456789|${account}|${product}|device-2|0`),
    sha(`cleeng|production|123456789|${account}|shared|film-4|0`), sha(`cleeng|production|123456789|${account}|shared|film-5|0`),
  ]);
  await sink.revoke(right({ row: { deviceId: 'device-1' } }));
  assert.deepEqual(['device-1', 'device-2'].map((device) => platform.mayWatch(account, film, device)), [false, true]);
  assert.deepEqual([sink.facet({ deviceId: 'a', sharedProductContentId: 'b' }), sink.facet({ deviceId: 'a' }), sink.facet({})], ['a|b', 'a', '']);
});

test('ids of two publishers, environments, accounts or generations are never one', async () => {
  const { another, right, platform } = openPlatform();
  platform.addAccount('a|b');
  platform.addAccount('a');
  for (const target of ['c', 'b|c']) platform.addProduct({ id: target, type: 'SUBSCRIPTION' });
  await another().grant(right({ account: 'a|b', target: 'c' }));
  await another().grant(right({ account: 'a', target: 'b|c' }));
  await another({ environment: 'sandbox' }).grant(right());
  await another({ publisherId: '987654321' }).grant(right());
  await another().grant(right());
  await another().grant(right({ generation: 1 }));
  assert.equal(new Set(platform.rows().map(({ _id }) => _id)).size, 6);
});

test('without the right to move dates by PUT a person is told, and not that all is well', async () => {
  const open = openPlatform();
  await granted(open);
  open.platform.habits({ movesDates: false });
  await open.clock.tick(day);
  const applied = await open.sink.grant(open.right());
  assert.equal(applied.outcome, 'stuck');
  assert.match(applied.problem.message, /kept the old one/);
});

test('a platform that makes ids of its own keeps no entitlement that nobody could take away', async () => {
  const { platform, another, right } = openPlatform();
  const sink = another({
    fetch: async (url, init) => {
      if (init.method !== 'POST' || url.includes('/keycloak/')) return platform.fetch(url, init);
      const { _id: _, ...rest } = JSON.parse(init.body as string) as Entitlement;
      return platform.fetch(url, { ...init, body: JSON.stringify(rest) });
    },
  });
  const applied = await sink.grant(right());
  assert.equal(applied.outcome, 'stuck');
  assert.match(applied.problem.message, /does not keep the _id/);
  assert.deepEqual(platform.rows().map(({ status }) => status), ['UNSUBSCRIBED']);
});

const refusals: readonly (readonly [string, Partial<Right>, string, RegExp])[] = [
  ['an account that is missing', { account: 'nobody' }, 'no-account', /does not know the account; create it there/],
  ['an account that cannot be one', { account: '' }, 'no-account', /accountId is empty/],
  ['a product that is missing', { target: 'nothing' }, 'no-product', /does not know the product; correct the mapping's target/],
  ['a device of somebody else', { row: { deviceId: 'device-9' } }, 'no-device', /does not know the device/],
  ['a type that is not the product’s', { offerId: 'R100000006_DE' }, 'rejected', /answered 400: productType does not match/],
];
for (const [name, more, code, words] of refusals) {
  test(`${name} is for a person, who is told so`, async () => {
    const { sink, right, requests } = openPlatform();
    const applied = await sink.grant(right(more));
    assert.equal(applied.outcome, 'stuck');
    assert.equal(applied.problem.code, code);
    assert.match(applied.problem.message, words);
    assert.ok(requests('create').length <= 1);
  });
}

test('an entitlement that left for the archive comes back under its id, or under the next generation’s', async () => {
  for (const archivedIds of ['free', 'taken'] as const) {
    for (const duplicate of [409, 400] as const) {
      const open = openPlatform();
      open.platform.habits({ archivedIds, duplicate });
      const row = { isArchivable: true };
      await granted(open, { row });
      await open.sink.revoke(open.right({ row }));
      await open.clock.tick(8 * day);
      assert.deepEqual([open.platform.rows().length, open.platform.archived().length], [0, 1]);
      const applied = await open.sink.grant(open.right({ row }));
      assert.equal(applied.outcome, archivedIds === 'free' ? 'applied' : 'archived');
      if (archivedIds === 'taken') assert.equal((await open.sink.grant(open.right({ row, generation: 1 }))).outcome, 'applied');
      assert.equal(open.platform.mayWatch(account, film), true);
    }
  }
});

test('an entitlement that is not archivable is found again after months', async () => {
  const open = openPlatform();
  await granted(open);
  await open.sink.revoke(open.right());
  await open.clock.tick(120 * day);
  assert.equal((await open.sink.grant(open.right())).outcome, 'applied');
  assert.equal(only(open)._id, id);
});

test('an archived entitlement counts as revoked', async () => {
  const open = openPlatform();
  await granted(open, { row: { isArchivable: true } });
  await open.clock.tick(30 * day);
  assert.deepEqual(await open.sink.revoke(open.right()), { outcome: 'unchanged', remoteId: id });
});

test('what stands is observed: ours, open, until when; nothing is null', async () => {
  const open = openPlatform();
  assert.equal(await open.sink.observe(open.right()), null);
  await granted(open);
  const us = { remoteId: id, active: true, validUntil: open.now() + 172_800, owner: 'us' };
  assert.deepEqual(await open.sink.observe(open.right()), us);
  await open.sink.revoke(open.right());
  assert.deepEqual(await open.sink.observe(open.right()), { ...us, active: false });
  await open.sink.grant(open.right({ validUntil: null }));
  assert.deepEqual(await open.sink.observe(open.right()), { ...us, validUntil: null });
  open.platform.habits({ emptyList: 404 });
  assert.equal(await open.sink.observe(open.right({ account: 'nobody' })), null);
});

test('an entitlement of somebody else under our id is left alone', async () => {
  const open = openPlatform();
  const theirs = { ...(await granted(openPlatform())), accountId: 'another', status: 'SUBSCRIBED' as const };
  // Changes do not meet it, as when it lies in a part of the platform that only reads see.
  const sink = open.another({ fetch: async (url, init) => (init.method === 'PUT' ? Response.json({ matchedCount: 0, modifiedCount: 0 }) : open.platform.fetch(url, init)) });
  open.platform.plant(theirs);
  for (const applied of [await sink.grant(open.right()), await sink.revoke(open.right())]) {
    assert.equal(applied.outcome, 'foreign');
    assert.deepEqual(applied.observed, { remoteId: id, active: true, validUntil: Date.parse(theirs.expiryDate) / 1000, owner: 'other' });
  }
  assert.deepEqual(open.platform.rows(), [theirs]);
});

test('lists are read in both shapes and through all pages, and a filter that is not understood lends nobody’s row', async () => {
  const open = openPlatform({ via: 'crm-gateway', prohibitDuplicates: true });
  const template = await granted(openPlatform());
  for (let count = 0; count < 250; count++) open.platform.plant({ ...template, _id: `row-${count}`, status: 'UNSUBSCRIBED' });
  open.platform.plant({ ...template, _id: 'the-last' });
  for (const listShape of ['envelope', 'array'] as const) {
    open.platform.habits({ listShape });
    const applied = await open.sink.grant(open.right());
    assert.equal(applied.outcome, 'foreign');
    assert.equal(applied.observed.remoteId, 'the-last');
  }
  assert.deepEqual(open.requests('list').filter(({ query }) => query['filter']?.includes('accountId')).map(({ query }) => query['page']), ['1', '2', '3', '1', '2', '3']);
  const deaf = open.another({ fetch: async (url, init) => open.platform.fetch(url.replace(/filter=[^&]*&/, ''), init) });
  assert.equal(await deaf.observe(open.right()), null);
});

test('a list without an end, without rows or with rows without ids is malformed', async () => {
  const { platform, another, right } = openPlatform();
  const endless = (): unknown => ({ totalRecords: 1e9, resourceSet: Array.from({ length: 100 }, () => ({ _id: crypto.randomUUID() })) });
  for (const body of [endless, () => ({ success: true }), () => [{ status: 'SUBSCRIBED' }], () => 'maintenance']) {
    const sink = another({ fetch: async (url, init) => (init.method === 'GET' ? Response.json(body()) : platform.fetch(url, init)) });
    await assert.rejects(sink.observe(right()), { name: 'SinkError', message: /list of entitlements|row of entitlements/ });
  }
});

test('through the CRM gateway the paths are its own, PPV is a product type, and a tenant is optional', async () => {
  const open = openPlatform({ via: 'crm-gateway', tenant: undefined });
  const row = open.sink.readRow({ productType: 'PPV' });
  assert.equal((await open.sink.grant(open.right({ target: 'fight', row }))).outcome, 'applied');
  assert.equal((await open.sink.revoke(open.right({ target: 'fight', row }))).outcome, 'applied');
  const [put, post] = open.requests();
  assert.match(put?.path ?? '', /^\/crm-gateway\/v1\/rmg\/v1\/entitlements\/[\da-f]{24}$/);
  assert.deepEqual([post?.path, post?.query, post?.headers['nv-tenant-id']], ['/crm-gateway/v1/rmg/v1/entitlements', {}, undefined]);
  assert.equal(only(open).status, 'UNSUBSCRIBED');
});

test('the gateway can be asked to prohibit a second entitlement, and somebody else’s is then left alone', async () => {
  const open = openPlatform({ via: 'crm-gateway', prohibitDuplicates: true });
  const template = await granted(openPlatform());
  open.platform.plant({ ...template, _id: 'from-the-shop' });
  const applied = await open.sink.grant(open.right());
  assert.equal(applied.outcome, 'foreign');
  assert.deepEqual(applied.observed, { remoteId: 'from-the-shop', active: true, validUntil: Date.parse(template.expiryDate) / 1000, owner: 'other' });
  assert.deepEqual(open.requests('create')[0]?.query, { prohibitDuplicateProductPurchase: 'true' });
  assert.equal((await open.another({ via: 'crm-gateway' }).grant(open.right())).outcome, 'applied');
});

test('a wrong tenant revokes nothing and says so', async () => {
  const open = openPlatform();
  await granted(open);
  const wrong = open.another({ tenant: 'operator-vt' });
  for (const applied of [await wrong.revoke(open.right()), await wrong.grant(open.right())]) {
    assert.equal(applied.outcome, 'stuck');
    assert.match(applied.problem.message, /tenant/i);
  }
  assert.equal(only(open).status, 'SUBSCRIBED');
});

const rows: readonly (readonly [Record<string, unknown>, RegExp])[] = [
  [{ validityType: 'FOREVER' }, /^validityType takes ABSOLUTE or RELATIVE$/],
  [{ productType: 'THIRDPARTY' }, /^productType takes TRANSACTIONAL, SUBSCRIPTION, FREE, CAPABILITY/],
  [{ productType: 'PPV' }, /^productType PPV needs via: "crm-gateway"$/],
  [{ productType: 'CAPABILITY' }, /^capabilityType goes with productType CAPABILITY/],
  [{ capabilityType: 'NPVR' }, /^capabilityType goes with productType CAPABILITY/],
  [{ isArchivable: 'yes' }, /^isArchivable takes true or false$/],
  [{ firstView: 'yesterday' }, /^firstView takes a date such as/],
  [{ deviceID: 'x' }, /^deviceID is no field of a right at Rights Manager$/],
  [{ userId: '{email}' }, /^userId knows \{account\} and \{customerId\}, and not \{email\}$/],
  [{ deviceId: '' }, /^deviceId must not be empty$/],
];
for (const [row, message] of rows) {
  test(`a row with ${JSON.stringify(row)} is refused in words`, () => {
    assert.throws(() => openPlatform().sink.readRow(row), { name: 'TypeError', message });
  });
}

test('options that cannot be used are refused by name and never quoted', () => {
  const usual = { base, tenant: 'operator-tv', environment: 'production', publisherId: '123456789', username: 'user', password: 'a-secret', clientId: 'crm' } as const;
  const wrong: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ base: 'ftp://operator.example' }, /^rmg: base takes an https address/], [{ base: 'http://operator.example' }, /^rmg: base takes an https address/],
    [{ password: undefined }, /^rmg: password is not set$/], [{ password: 'undefined' }, /^rmg: password is not set$/], [{ username: '' }, /^rmg: username is not set$/],
    [{ tenant: undefined }, /^rmg: tenant is not set$/], [{ via: 'ssp' }, /^rmg: via takes rmg or crm-gateway$/], [{ prohibitDuplicates: true }, /^rmg: prohibitDuplicates needs via/],
    [{ headers: { tenant: 'no header' } }, /^rmg: headers\.tenant takes the name of a header$/], [{ tokenUrl: 'nowhere' }, /^rmg: tokenUrl takes an address/],
    [{ perSecond: 0 }, /perSecond takes a whole number/], [{ publisherId: '' }, /^rmg: publisherId is not set$/],
  ];
  assert.ok(rmgSink(usual));
  for (const [more, message] of wrong) assert.throws(() => rmgSink({ ...usual, ...more }), { name: 'TypeError', message });
});
