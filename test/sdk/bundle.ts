import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';
import { folderOf } from '../../.config/sdk.mjs';

const page = fileURLToPath(new URL('page.js', import.meta.url));

/** Lets the page find its packages as if it lay in this folder, since the project itself has none of them. */
const asIfIn = (folder: string): Plugin => ({
  name: 'as-if-in',
  enforce: 'pre',
  async resolveId(source, importer) {
    return importer === page ? this.resolve(source, `${folder}/page.js`, { skipSelf: true }) : null;
  },
});

/** The page's script with this version of the SDK in it, as a publisher's own bundler would make it. */
export async function bundle(version: string): Promise<string> {
  const { output } = await build({
    configFile: false,
    logLevel: 'error',
    root: folderOf(version),
    plugins: [asIfIn(folderOf(version))],
    build: { write: false, minify: false, rolldownOptions: { input: page, output: { codeSplitting: false } } },
  }) as Rolldown.RolldownOutput;
  return output[0].code;
}
