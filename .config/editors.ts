/**
 * Writes what editors and type checkers know of the tags, from the manifest: custom data for VS Code, and types for
 * React, Vue and Svelte. Our own, because the libraries that do this bring a code formatter of 36 MB, name the
 * classes of events without importing them, and let types lead to files that are no door of the package.
 */
import { writeFileSync } from 'node:fs';
import packageJson from '../package.json' with { type: 'json' };
import { cssData, htmlData } from './editors/custom-data.ts';
import { frameworks, typesFor } from './editors/frameworks.ts';
import { readTags } from './editors/manifest.ts';

const tags = readTags();
const { homepage } = packageJson as { homepage?: string };

/** A tag has its types from the door of its name, else from the main one. */
const doorOf = (tagName: string): string => {
  const name = tagName.replace('cleeng-', '');
  return `./${`./${name}` in packageJson.exports ? name : 'index'}.js`;
};
const doors = [...new Set(tags.map(({ tagName }) => doorOf(tagName)))];

const write = (file: string, content: string): void => writeFileSync(`dist/${file}`, content);
const json = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`;

write('vscode.html-custom-data.json', json(htmlData(tags, homepage)));
write('vscode.css-custom-data.json', json(cssData(tags)));
for (const [name, framework] of Object.entries(frameworks)) {
  write(`${name}.d.ts`, typesFor(framework, tags, doors));
  // The door holds types alone, but must open in Node and for bundlers, too.
  write(`${name}.js`, 'export {};\n');
}
