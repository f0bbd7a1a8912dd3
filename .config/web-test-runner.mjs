import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner';
import { chromium, patience } from './browser.mjs';
import { storyFiles } from './story-files.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** nanostores reads `process.env.NODE_ENV`, which no browser has. */
const page = (module) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
  <script>globalThis.process = { env: { NODE_ENV: 'development' } };</script></head>
  <body><script type="module" src="${module}"></script></body></html>`;

export default {
  rootDir: root,
  nodeResolve: { exportConditions: ['browser', 'development'] },
  plugins: [storyFiles, esbuildPlugin({ ts: true, tsconfig: `${root}tsconfig.json`, target: 'es2022' })],
  browsers: [chromeLauncher({ launchOptions: await chromium() })],
  testRunnerHtml: page,
  browserStartTimeout: patience,
  testsStartTimeout: patience,
  testsFinishTimeout: 5 * patience,
  testFramework: { config: { timeout: patience } },
  // One page at a time: a page in the background has no focus, and its observers sleep.
  concurrency: 1,
  // Tests run Lit's development build for its warnings; that it is one need not be said for each file.
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
  coverageConfig: {
    include: ['src/**'],
    reporters: ['lcovonly', 'text-summary'],
    reportDir: 'coverage/browser',
  },
};
