import assert from 'node:assert/strict';
import { test } from 'node:test';
import { version } from '../../src/version.js';
import manifest from '../../package.json' with { type: 'json' };

test('the version that the code tells is that of the package', () => {
  assert.equal(version, manifest.version);
});
