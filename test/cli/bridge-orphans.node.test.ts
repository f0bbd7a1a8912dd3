import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOperator, usualFile } from './operator.js';

test('rights of a platform that was taken out of the file are told of, and revoked or left by a person', async (t) => {
  const operator = await createOperator(t);
  const { platforms: { motto } } = operator;
  operator.write();
  assert.equal((await operator.call('bridge', 'sweep')).code, 0);
  const { sinks, rights, ...rest } = usualFile(operator.service) as { sinks: Record<string, object>; rights: { sink: string }[] };
  const { motto: _, ...others } = sinks;
  const less = rights.filter(({ sink }) => sink !== 'motto');
  operator.write({ ...rest, sinks: others, rights: less });
  const told = await operator.call('bridge', 'status');
  assert.deepEqual([told.code, /motto +cinema +5 +\d +stay: the sink is not in the file/.test(told.stdout)], [1, true], told.stdout);
  const refused = await operator.call('bridge', 'orphans', '--revoke', 'motto');
  assert.deepEqual([refused.code, /the sink motto is not there.*put it back, without rights/.test(refused.stderr)], [1, true]);

  operator.write({ ...rest, sinks, rights: less });
  assert.equal((await operator.call('bridge', 'orphans', '--revoke', 'motto/cinema', '--dry-run')).stdout, '5 rights would be revoked now.\n');
  assert.equal((await operator.call('bridge', 'orphans', '--revoke', 'motto/cinema')).stdout, '5 rights will be revoked now.\n');
  assert.equal((await operator.call('bridge', 'sweep')).code, 0);
  assert.equal(motto.mayWatch('702813501', 'cinema'), false);
  const none = await operator.call('bridge', 'orphans');
  assert.deepEqual([none.code, none.stdout], [0, 'Every right that stands has its row in the file.\n']);
});
