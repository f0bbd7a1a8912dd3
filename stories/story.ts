import type { StoryObj } from '@storybook/web-components-vite';
import type { AccessWord } from '../src/stores/known.js';
import type { GateArgs } from './gate.js';
import { setScene, type Scene } from './scene.js';

/** A story about a gate. `parameters.access` is the word that it comes to, which the tests expect. */
export type GateStory = StoryObj<GateArgs>;

/** A story in which the first gate comes to this word, or to none where it shows one that is not its own. */
export const shows = (access: AccessWord | undefined, scene: Scene, story: GateStory = {}): GateStory => ({
  ...story,
  parameters: { access, ...story.parameters },
  beforeEach: async () => setScene(scene),
});
