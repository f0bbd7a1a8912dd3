import { readdirSync } from 'node:fs';

/** Where the test runner lists the files with stories, so that a new one is tested without being named anywhere. */
export const storyFiles = {
  name: 'story-files',
  serve({ path }) {
    if (path !== '/stories/files.json') return undefined;
    const files = readdirSync('stories').filter((name) => name.endsWith('.stories.ts')).sort();
    return { body: JSON.stringify(files), type: 'json' };
  },
};
