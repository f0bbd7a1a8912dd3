import { setCustomElementsManifest } from '@storybook/web-components-vite';
import manifest from '../dist/custom-elements.json';
import { dressPage } from '../stories/page.js';

setCustomElementsManifest(manifest);

const toolbar = (title, icon, items) => ({ toolbar: { title, icon, dynamicTitle: true, items } });

/** @type {import('@storybook/web-components-vite').Preview} */
export default {
  tags: ['autodocs'],
  globalTypes: {
    scheme: toolbar('Colours', 'mirror', [
      { value: 'light dark', title: 'As the system' }, { value: 'light', title: 'Light' }, { value: 'dark', title: 'Dark' },
    ]),
    direction: toolbar('Direction', 'transfer', [{ value: 'ltr', title: 'Left to right' }, { value: 'rtl', title: 'Right to left' }]),
  },
  initialGlobals: { scheme: 'light dark', direction: 'ltr' },
  beforeEach: ({ globals, viewMode }) => (viewMode === 'story' ? dressPage(globals) : undefined),
  parameters: {
    a11y: { test: 'error' },
    backgrounds: { disable: true },
    layout: 'fullscreen',
    controls: { expanded: true },
    options: { storySort: { order: ['Read me', ['For designers', 'For editors', 'Soft and hard protection'], 'cleeng-gate'] } },
    // Each story has a frame of its own, as each has another reader.
    docs: { story: { inline: false, height: '24rem' } },
  },
};
