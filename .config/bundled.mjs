import { build } from 'vite';

const server = /^\/src\/server\/index\.[jt]s$/;
let bundle;

const buildGuard = async () => {
  const [{ output: [chunk] }] = [await build({
    configFile: false, logLevel: 'error',
    build: { write: false, minify: false, target: 'es2022', lib: { entry: 'src/server/index.ts', formats: ['es'] }, rolldownOptions: { output: { codeSplitting: false } } },
  })].flat();
  return chunk.code;
};

/** The guard as one module for the browser: what it stands on is in part CommonJS, which no browser reads. */
export const bundledGuard = {
  name: 'bundled-guard',
  async serve({ path }) {
    if (!server.test(path)) return undefined;
    bundle ??= buildGuard();
    return { body: await bundle, type: 'js' };
  },
};
