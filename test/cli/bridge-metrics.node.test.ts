import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as client from 'prom-client';
import type { Status } from '../../src/bridge/bridge.js';
import { bridgeMetrics } from '../../src/cli/bridge/metrics.js';

const now = 1_795_000_000;
const status: Status = {
  customers: 7, due: 2, oldestDue: now - 5, failing: 1, refused: 0, live: 100, have: { active: 98, inactive: 3, unknown: 1, foreign: 0, stuck: 1, held: 30 },
  oldestUnsentRevocation: now - 90, allowed: 20, refusals: [], sweeps: [{ id: 's', state: 'held', startedAt: now - 60, endedAt: null, live: 100, left: 0, held: 30, unlisted: null }],
};

test('the first scrape already tells what the database says, and asks it once', async () => {
  let asked = 0;
  const { registry, round, call, delivery } = bridgeMetrics(client, { now: () => now, status: async () => { asked++; return status; }, sinks: ['motto'] });
  round('event', 'done');
  call('motto', 'revoke', 'stuck');
  delivery(204);
  const text = await registry.metrics();
  for (const line of [
    'rights{have="active"} 98', 'rights{have="held"} 30', 'live_rights 100', 'customers{state="due"} 2', 'customers{state="failing"} 1',
    'oldest_unsent_revocation_seconds 90', 'oldest_due_seconds 5', 'sweeps_held 1', `last_sweep_timestamp_seconds ${now - 60}`, 'up 1',
    'rounds_total{cause="event",outcome="done"} 1', 'calls_total{sink="motto",call="revoke",outcome="stuck"} 1', 'deliveries_total{status="204"} 1',
  ]) assert.ok(text.includes(`cleeng_gate_bridge_${line}\n`), `${line} in\n${text}`);
  assert.equal(asked, 1);
});

test('a database that is away is told as such, and the figures before stand', async () => {
  let away = false;
  const { registry } = bridgeMetrics(client, { now: () => now, status: async () => (away ? Promise.reject(new Error('away')) : status), sinks: [] });
  await registry.metrics();
  away = true;
  const text = await registry.metrics();
  assert.match(text, /cleeng_gate_bridge_up 0\n/);
  assert.match(text, /cleeng_gate_bridge_live_rights 100\n/);
});

test('what can be counted stands there with 0 from the start, so that the first is seen as a rise', async () => {
  const { registry } = bridgeMetrics(client, { now: () => now, status: async () => Promise.resolve(status), sinks: ['motto', 'rmg'] });
  const text = await registry.metrics();
  for (const line of ['rounds_total{cause="event",outcome="lost"} 0', 'calls_total{sink="rmg",call="revoke",outcome="stuck"} 0', 'deliveries_total{status="401"} 0', 'customers{state="refused"} 0']) {
    assert.ok(text.includes(`cleeng_gate_bridge_${line}\n`), `${line} in\n${text}`);
  }
});
