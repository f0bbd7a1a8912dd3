import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ESLint } from 'eslint';

const eslint = new ESLint({
  overrideConfigFile: '.config/eslint.config.js',
  // The rules of directions read text alone; those that need types would need the file to exist.
  ruleFilter: ({ ruleId }) => /no-restricted-(imports|syntax)$/.test(ruleId),
  overrideConfig: { languageOptions: { parserOptions: { project: null } } },
});

/** What the linter says to one line, were it in this file. */
async function complaints(filePath: string, line: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${line}\n`, { filePath });
  assert.equal(result?.fatalErrorCount, 0, JSON.stringify(result?.messages));
  return result.messages.map(({ severity, message }) => `${severity} ${message}`);
}

const wrong: [file: string, line: string][] = [
  ['src/mediastore/client.ts', "import { createStores } from '../stores/stores.js';"],
  ['src/mediastore/client.ts', "import type { Access } from '../stores/known.js';"],
  ['src/mediastore/client.ts', "import { readFile } from 'node:fs/promises';"],
  ['src/stores/session.ts', "import { CleengGate } from '../elements/cleeng-gate.js';"],
  ['src/stores/session.ts', "export * from '../simulator/index.js';"],
  ['src/stores/session.ts', "import { jwtVerify } from 'jose';"],
  ['src/stores/session.ts', "import { jwtVerify } from 'jose/jwt/verify';"],
  ['src/mediastore/token.ts', "import { decode } from 'jose/base64url';"],
  ['src/elements/cleeng-gate.ts', "import { createClient } from '../mediastore/client.js';"],
  ['src/elements/cleeng-gate.ts', "await import('../server/guard.js');"],
  ['src/elements/cleeng-gate.ts', "import { open } from '../sealed/open.js';"],
  ['src/elements/labels/en.ts', "import { page } from '../../cdn.js';"],
  ['src/simulator/index.ts', "import { accessTo } from '../stores/access.js';"],
  ['src/server/guard.ts', "import { page } from '../stores/page.js';"],
  ['src/check/check.ts', "import { CleengGate } from '../elements/cleeng-gate.js';"],
  ['src/sealed/seal.ts', "import { createGuard } from '../server/guard.js';"],
  ['src/sealing/files.ts', "import { createGuard } from '../server/guard.js';"],
  ['src/vite.ts', "import { createGuard } from './server/guard.js';"],
  ['src/index.ts', "export { createSimulator } from './simulator/index.js';"],
  ['src/define.ts', "import './cli.js';"],
  ['src/cdn.ts', "await import('./simulator/index.js');"],
];

for (const [file, line] of wrong) {
  test(`${file} must not say ${line}`, async () => {
    const [complaint] = await complaints(file, line);
    assert.match(complaint ?? '', /^2 /);
  });
}

const right: [file: string, line: string][] = [
  ['src/stores/session.ts', "import { readClaims } from '../mediastore/token.js';"],
  ['src/stores/session.ts', "import { createPageSource } from './sources.js';"],
  ['src/elements/price.ts', "import type { Offer } from '../mediastore/types.js';"],
  ['src/elements/premium.ts', "await import('../sealed/open.js');"],
  ['src/simulator/issuer.ts', "import { SignJWT } from 'jose';"],
  ['src/cli/simulate.ts', "import { createSimulator } from '../simulator/index.js';"],
  ['src/check/rules/offer-ids.ts', "import { isOfferId } from '../../mediastore/offer-id.js';"],
  ['src/cli/check.ts', "import { check } from '../check/check.js';"],
  ['src/vite.ts', "import { sealPage } from './sealed/page.js';"],
  ['src/eleventy.ts', "import { readRecord } from './sealing/record.js';"],
  ['src/cdn.ts', "import * as api from './index.js';"],
];

for (const [file, line] of right) {
  test(`${file} may say ${line}`, async () => {
    assert.deepEqual(await complaints(file, line), []);
  });
}
