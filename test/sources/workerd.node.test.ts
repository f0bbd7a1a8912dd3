import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { Miniflare } from 'miniflare';
import { build, type Rolldown } from 'vite';

const yes = JSON.stringify({ accessGranted: true });
const answers: Record<string, RequestListener> = {
  yes: (_, response) => response.end(yes),
  redirect: (_, response) => response.writeHead(302, { location: '/yes/entitlements/S1' }).end(),
  large: (_, response) => response.end(yes.padEnd(70_000)),
  trickle: (_, response) => response.write('{'),
};
const service = createServer((request, response) => { answers[request.url!.split('/')[1]!]!(request, response); }).listen(0, '127.0.0.1');
await once(service, 'listening');

const [{ output: [{ code }] }] = (await build({
  configFile: false, logLevel: 'silent', build: { write: false, lib: { entry: 'test/sources/worker.ts', formats: ['es'] } },
})) as [Rolldown.RolldownOutput];
const bindings = { service: `http://127.0.0.1:${(service.address() as AddressInfo).port}` };
// What a fetch takes in workerd depends on the date that a worker names.
const workers = new Map(['2023-01-01', '2026-04-01'].map((date) =>
  [date, new Miniflare({ modules: true, script: code, compatibilityDate: date, bindings })]));

after(async () => {
  for (const worker of workers.values()) await worker.dispose();
  service.closeAllConnections();
  service.close();
});

const rows: [string, object][] = [
  ['yes', { status: 'granted', expiresAt: null }],
  ['redirect', { status: 'unknown', problem: { code: 'service', status: 302 } }],
  ['large', { status: 'unknown', problem: { code: 'malformed' } }],
  ['trickle', { status: 'unknown', problem: { code: 'timeout' } }],
];
for (const [date, worker] of workers) {
  for (const [answer, expected] of rows) {
    test(`in workerd as of ${date}, ${answer} is ${JSON.stringify(expected)}`, async () => {
      const response = await worker.dispatchFetch(`http://worker.test/${answer}`);
      assert.deepEqual(await response.json(), { source: 'mediastore', ...expected });
    });
  }
}
