import { setCustomElementsManifest } from '@storybook/web-components-vite';
import manifest from '../dist/custom-elements.json';

setCustomElementsManifest(manifest);

/** @type {import('@storybook/web-components-vite').Preview} */
export default {
  tags: ['autodocs'],
  parameters: {
    a11y: { test: 'error' },
    // Each story has a frame of its own, as each has another reader.
    docs: { story: { inline: false, height: '22rem' } },
  },
};
