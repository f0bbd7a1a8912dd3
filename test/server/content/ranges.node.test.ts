import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readRange } from '../../../src/server/content/ranges.js';
import { createLibrary } from '../library.js';

const digits = 'content/news/digits.txt';
/** For what leaves no trace; making a service costs a key pair. */
const { askAs, ask } = createLibrary();
const date = 'Sun, 01 Nov 2026 12:00:00 GMT';

const ranges: [string, number, string, string | null][] = [
  ['bytes=0-3', 206, '0123', 'bytes 0-3/10'], ['bytes=4-', 206, '456789', 'bytes 4-9/10'], ['bytes=-2', 206, '89', 'bytes 8-9/10'], ['bytes=9-9', 206, '9', 'bytes 9-9/10'],
  ['bytes=5-999', 206, '56789', 'bytes 5-9/10'], ['bytes=-999', 206, '0123456789', 'bytes 0-9/10'], ['BYTES=0-0', 206, '0', 'bytes 0-0/10'], ['bytes=0-99999999999999999999999', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes=10-', 416, '', 'bytes */10'], ['bytes=10-12', 416, '', 'bytes */10'], ['bytes=-0', 416, '', 'bytes */10'], ['bytes=99999999999999999999999-', 416, '', 'bytes */10'],
  ['bytes=0-1,4-5', 200, '0123456789', null], ['bytes=0-0,0-0,0-0,0-0', 200, '0123456789', null], ['bytes=3-1', 200, '0123456789', null], ['bytes=-', 200, '0123456789', null], ['bytes=a-b', 200, '0123456789', null],
  ['bytes=', 200, '0123456789', null], ['items=0-3', 200, '0123456789', null], ['bytes=0-3;q=1', 200, '0123456789', null], ['bytes=0 - 3', 200, '0123456789', null], ['bytes=+1-3', 200, '0123456789', null], ['bytes=0x1-3', 200, '0123456789', null],
];
for (const [range, status, body, contentRange] of ranges) {
  test(`Range: ${range} is answered ${status}`, async () => {
    const response = await askAs('owner', digits, { headers: { Range: range } });
    assert.deepEqual([response.status, response.headers.get('content-range')], [status, contentRange]);
    if (status !== 416) assert.deepEqual([await response.text(), response.headers.get('content-length')], [body, String(body.length)]);
  });
}

test('nothing lies in a range of an empty asset', async () => {
  for (const [range, status] of [['bytes=0-', 416], ['bytes=-1', 416], ['bytes=0-0', 416]] as const) {
    assert.equal((await askAs('owner', 'content/news/empty.txt', { headers: { Range: range } })).status, status);
  }
});

test('HEAD knows no ranges', async () => {
  const response = await askAs('owner', digits, { method: 'HEAD', headers: { Range: 'bytes=0-3' } });
  assert.deepEqual([response.status, response.headers.get('content-length')], [200, '10']);
});

test('a range lies within the asset, whatever was asked for', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^bytes=[\d\t ,-]{0,12}$/)), fc.nat(100), (header, size) => {
    const range = readRange(header, size);
    if (typeof range === 'object') assert.ok(range.start >= 0 && range.start < range.end && range.end <= size, JSON.stringify(range));
  }), { numRuns: 2000 });
});

test('ranges and conditions are looked at only once the reader may see the asset', async () => {
  const etag = (await askAs('owner', digits)).headers.get('etag')!;
  const asked: Record<string, string>[] = [{ 'Range': 'bytes=99-' }, { 'If-None-Match': etag }, { 'If-None-Match': '*' }, { 'If-Modified-Since': date }, { 'If-Match': '"x"' }];
  for (const headers of asked) {
    assert.equal((await askAs('nobody', digits, { headers })).status, 403);
    assert.equal((await ask(digits, { headers })).status, 401);
  }
});

type Conditions = (etag: string) => Record<string, string>;
const conditions: [string, Conditions, number][] = [
  ['If-None-Match with its tag', (etag) => ({ 'If-None-Match': etag }), 304],
  ['If-None-Match with its tag, weak, among others', (etag) => ({ 'If-None-Match': `"a", W/${etag}, "b"` }), 304],
  ['If-None-Match with *', () => ({ 'If-None-Match': '*' }), 304],
  ['If-None-Match with another tag', () => ({ 'If-None-Match': '"a"' }), 200],
  ['If-None-Match with another tag, and a date that would do', () => ({ 'If-None-Match': '"a"', 'If-Modified-Since': date }), 200],
  ['If-Modified-Since with its date', () => ({ 'If-Modified-Since': date }), 304],
  ['If-Modified-Since with an older date', () => ({ 'If-Modified-Since': 'Sun, 01 Nov 2026 11:59:59 GMT' }), 200],
  ['If-Modified-Since with no date', () => ({ 'If-Modified-Since': 'yesterday' }), 200],
  ['If-Match with its tag', (etag) => ({ 'If-Match': etag }), 200],
  ['If-Match with its tag, weak', (etag) => ({ 'If-Match': `W/${etag}` }), 412],
  ['If-Match with another tag', () => ({ 'If-Match': '"a"' }), 412],
  ['If-Unmodified-Since with an older date', () => ({ 'If-Unmodified-Since': 'Sun, 01 Nov 2026 11:59:59 GMT' }), 412],
  ['If-Unmodified-Since with its date', () => ({ 'If-Unmodified-Since': date }), 200],
  ['If-Range with its tag', (etag) => ({ 'If-Range': etag, 'Range': 'bytes=0-3' }), 206],
  ['If-Range with its tag, weak', (etag) => ({ 'If-Range': `W/${etag}`, 'Range': 'bytes=0-3' }), 200],
  ['If-Range with another tag', () => ({ 'If-Range': '"a"', 'Range': 'bytes=0-3' }), 200],
  ['If-Range with its date', () => ({ 'If-Range': date, 'Range': 'bytes=0-3' }), 206],
  ['If-Range with a later date', () => ({ 'If-Range': 'Sun, 01 Nov 2026 12:00:01 GMT', 'Range': 'bytes=0-3' }), 200],
  ['If-Range with another tag, and a range that cannot be', () => ({ 'If-Range': '"a"', 'Range': 'bytes=99-' }), 200],
];
for (const [name, headersFor, status] of conditions) {
  test(`${name} is answered ${status}`, async () => {
    const etag = (await askAs('owner', digits)).headers.get('etag')!;
    const response = await askAs('owner', digits, { headers: headersFor(etag) });
    assert.equal(response.status, status);
    if (status === 304) assert.deepEqual([await response.text(), response.headers.get('etag'), response.headers.get('cache-control')], ['', etag, 'private, no-store']);
  });
}

test('what one customer got is compared with nothing that another got', async () => {
  const [owner, grace] = [await askAs('owner', digits), await askAs('grace', digits)];
  assert.notEqual(owner.headers.get('etag'), grace.headers.get('etag'));
  assert.equal((await askAs('grace', digits, { headers: { 'If-None-Match': owner.headers.get('etag')! } })).status, 200);
  assert.equal((await askAs('owner', 'content/news/empty.txt', { headers: { 'If-None-Match': owner.headers.get('etag')! } })).status, 200);
});

test('a tag tells nothing of the file or the customer', async () => {
  assert.match((await askAs('owner', digits)).headers.get('etag')!, /^"[\w-]{22}"$/);
});
