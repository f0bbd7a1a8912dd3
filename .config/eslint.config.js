import { fileURLToPath } from 'node:url';
import { defineConfig } from 'eslint/config';
import * as lit from 'eslint-plugin-lit';
import * as wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';
import { directions } from './rooms.js';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig(
  { ignores: ['**/*.d.mts', '**/dist/**', '**/node_modules/**', '**/coverage/**', '**/storybook-static/**', 'demo/**/*.js'] },
  ...tseslint.configs.strictTypeChecked,
  lit.configs['flat/recommended'],
  wc.configs['flat/recommended'],
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: 'tsconfig.json', tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
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
      '@typescript-eslint/no-floating-promises': ['error', {
        allowForKnownSafeCalls: [
          { from: 'package', name: ['test', 'suite', 'describe', 'it'], package: 'node:test' },
          // Typed as a promise for the sake of its snapshots, which nobody here takes.
          { from: 'package', name: 'Equal', package: 'chai' },
        ],
      }],
      '@typescript-eslint/no-unused-expressions': 'off',
      // A stand-in for something asynchronous need not wait for anything.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
  },
  ...directions,
);
