/** Writes the tables of the README anew, from the manifest. */
import { readFileSync, writeFileSync } from 'node:fs';
import { readTags } from './editors/manifest.ts';
import { withTables } from './editors/tables.ts';

writeFileSync('README.md', withTables(readFileSync('README.md', 'utf8'), readTags()));
