import { fileURLToPath } from 'node:url';
import * as lit from 'eslint-plugin-lit';
import * as wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

/** Who may import whom: each room, and the rooms that it may not see. */
const rooms = ['mediastore', 'stores', 'elements', 'sealed', 'sources', 'server', 'bridge', 'simulator'];
const mayImport = {
  mediastore: [],
  stores: ['mediastore'],
  elements: ['mediastore', 'stores'],
  simulator: ['mediastore'],
};
const verifying = {
  regex: '^jose(?!/jwt/decode$)',
  message: 'A page carries only jose/jwt/decode; verifying and decrypting belong to the server.',
};
const doors = ['cli', 'define', 'cdn', 'index'];

const closed = (own, allowed) => rooms.filter((room) => room !== own && !allowed.includes(room));
const rule = (own, allowed, further = []) => ({
  'no-restricted-imports': ['error', {
    patterns: [
      {
        group: [...closed(own, allowed).map((room) => `**/${room}/**`), ...doors.map((door) => `../${door}.js`)],
        message: `${own} may import ${allowed.join(', ') || 'nothing of ours'}.`,
      },
      ...further,
    ],
  }],
});

const directions = [
  ...Object.entries(mayImport).map(([room, allowed]) => ({
    files: [`src/${room}/**/*.ts`],
    rules: rule(room, allowed, room === 'simulator' ? [] : [verifying]),
  })),
  {
    files: ['src/index.ts', 'src/define.ts', 'src/cdn.ts', 'src/script.ts', 'src/queue.ts'],
    rules: rule('a page', ['mediastore', 'stores', 'elements'], [verifying]),
  },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**', '**/storybook-static/**', 'demo/**/*.js'] },
  ...tseslint.configs.strictTypeChecked,
  lit.configs['flat/recommended'],
  wc.configs['flat/recommended'],
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: 'tsconfig.json', tsconfigRootDir: fileURLToPath(new URL('..', import.meta.url)) } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A reason or a cause travels as it came; it is an Error everywhere but in an abort signal.
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      // Our interfaces are records of closures; none of their methods reads `this`.
      '@typescript-eslint/unbound-method': 'off',
      'wc/guard-super-call': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'suite', 'describe', 'it'], package: 'node:test' }] }],
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  ...directions,
);
