import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScreens } from '../../demo/screens.js';
import { createSimulator } from '../../src/simulator/index.js';
import { createTestClock } from '../clock.js';

const clock = createTestClock();
const simulator = createSimulator({ base: '/mediastore', clock, deliver: async (request) => screens.handle(request) });
const screens = createScreens({ simulator, clock });
const ask = async (path: string, init: RequestInit = {}, host = 'localhost:5173'): Promise<Response> => screens.handle(new Request(`http://${host}/screens/${path}`, init));
const bearing = (token: string): { headers: Record<string, string> } => ({ headers: { authorization: `Bearer ${token}` } });

test('nothing is said to a host that is not this machine, nor to whoever has no good token', async () => {
  assert.equal((await ask('tokens', { method: 'POST' }, 'elsewhere.example')).status, 403);
  const { jwt } = await simulator.signIn('nobody');
  for (const token of ['', 'none', `${jwt.slice(0, -8)}AAAAAAAA`]) assert.equal((await ask('tokens', { method: 'POST', ...bearing(token) })).status, 401);
  assert.equal((await ask('webhooks', { method: 'POST', body: '{}' })).status, 404);
});

test('a purchase opens the players of both platforms, and nobody sees what is their operators’', async () => {
  const { jwt } = await simulator.signIn('nobody');
  const tokens = (await (await ask('tokens', { method: 'POST', ...bearing(jwt) })).json()) as { 'motto': string; 'rights-manager': string };
  const motto = async (): Promise<number> => (await ask('motto/motto.cda.streaming.video.v1.VideoService/GetVideo',
    { method: 'POST', headers: { 'x-motto-token': tokens.motto }, body: '{"id":"the-long-tide"}' })).status;
  const rights = async (): Promise<number> => (await ask('rights-manager/rmg/v1/user/action/authorisation/content/an-evening-with-the-light', bearing(tokens['rights-manager']))).status;
  assert.deepEqual([await motto(), await rights()], [403, 403]);

  simulator.purchase('nobody', 'monthly');
  await simulator.delivered();
  for (let turns = 0; turns < 100 && (await rights()) !== 200; turns++) await clock.tick(100);
  assert.deepEqual([await motto(), await rights()], [200, 200]);

  for (const path of ['motto/monetization/entitlements/v1', 'rights-manager/rmg/v1/operator/entitlements', 'motto', 'nothing']) assert.equal((await ask(path)).status, 404);
  assert.equal((await ask('webhooks', { method: 'POST', body: '{}' })).status, 401);
  const other = await simulator.signIn('tag');
  assert.deepEqual(await (await ask('journal', bearing(other.jwt))).json(), []);

  const ended = screens.reset();
  await clock.tick(1000);
  await ended;
  assert.equal((await ask('webhooks', { method: 'POST', body: '{}' })).status, 404);
});
