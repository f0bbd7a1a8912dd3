import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher, defaultReporter } from '@web/test-runner';
import { bundledGuard } from './bundled.mjs';
import { engine, launchOptions } from './engines.mjs';
import { patience } from './programs.mjs';
import { skipReporter } from './skips.mjs';
import { storyFiles } from './story-files.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** nanostores reads `process.env.NODE_ENV`, which no browser has. */
const page = (module) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
  <script>globalThis.process = { env: { NODE_ENV: 'development' } };</script></head>
  <body><script type="module" src="${module}"></script></body></html>`;

/** The launcher for Chrome drives Firefox as well; WebKit's driver is of another kind, which few runs need. */
async function launcher() {
  if (engine !== 'webkit') return Object.assign(chromeLauncher({ launchOptions: await launchOptions() }), engine === 'firefox' && { name: 'Firefox' });
  const [{ webdriverLauncher }, { webkit }] = await Promise.all([import('@web/test-runner-webdriver'), import('./webkit.mjs')]);
  return webdriverLauncher(await webkit());
}

export default {
  rootDir: root,
  nodeResolve: { exportConditions: ['browser', 'development'] },
  plugins: [storyFiles, bundledGuard, esbuildPlugin({ ts: true, tsconfig: `${root}tsconfig.json`, target: 'es2022' })],
  browsers: [await launcher()],
  testRunnerHtml: page,
  reporters: [defaultReporter(), skipReporter()],
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
