import { dirname, resolve } from 'node:path';
import { runnerImport } from 'vite';
import type { Labels } from '../src/elements/labels/labels.ts';
import { integrity, shortIntegrity } from './integrity.ts';

/** In the source a table of dynamic imports; beside the drop-in file a folder of JSON. */
const table = resolve('src/elements/labels/languages.ts');

/** The file that holds the SRI value of each language. */
const index = 'labels/index.json';

const imported = async <Module>(file: string): Promise<Module> => (await runnerImport<Module>(file)).module;

/** The texts of all languages as files to lie beside the drop-in file, by name. */
export async function buildLabels(): Promise<ReadonlyMap<string, string>> {
  const { languages } = await imported<{ languages: readonly string[] }>(table);
  const texts = await Promise.all(languages.map(async (name) => {
    const { default: labels } = await imported<{ default: Labels }>(resolve(dirname(table), `${name}.ts`));
    return [name, JSON.stringify(labels)] as const;
  }));
  const hashes = Object.fromEntries(texts.map(([name, text]) => [name, integrity(text)]));
  return new Map([[index, JSON.stringify(hashes)], ...texts.map(([name, text]) => [`labels/${name}.json`, text] as const)]);
}

/** What the drop-in file has in the place of that table; null for every other module. */
export function withLabels(id: string, files: ReadonlyMap<string, string>): string | null {
  const hashes = files.get(index);
  if (id !== table || !hashes) return null;
  return `
    import { loadTexts } from '${resolve('src/part.ts')}';
    export const languages = '${Object.keys(JSON.parse(hashes) as object).join(' ')}'.split(' ');
    export const loadLanguage = (name) => loadTexts(name, '${shortIntegrity(hashes)}');`;
}
