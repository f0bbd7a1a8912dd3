import { render } from 'lit';
import type { AccessWord } from '../../src/stores/known.js';

/** As much of Storybook's format as the stories use. */
interface Annotations {
  readonly title?: string;
  readonly args?: object;
  readonly parameters?: { readonly access?: AccessWord };
  readonly beforeEach?: Begin | readonly Begin[];
  readonly decorators?: readonly ((story: () => unknown, context: Context) => unknown)[];
  readonly render?: (args: object, context: Context) => unknown;
  readonly play?: (context: Context) => unknown;
}
type Begin = (context: Context) => unknown;

interface Context {
  readonly args: object;
  readonly canvasElement: HTMLElement;
  readonly step: (label: string, run: (context: Context) => unknown) => Promise<void>;
}

/** A story that can be put on the page. */
export interface Story {
  readonly title: string;
  /** The access word that its first gate comes to, if it says so. */
  readonly access: AccessWord | undefined;
  /** Draws and plays it; resolves to the element that it was drawn into, and what takes it away. */
  tell(): Promise<{ canvas: HTMLElement; end: () => void }>;
}

const known = ['title', 'component', 'tags', 'args', 'argTypes', 'parameters', 'beforeEach', 'decorators', 'render', 'play', 'name'];

/** What stands in a story stands above what stands in its file. */
function compose(title: string, meta: Annotations, own: Annotations): Story {
  const strange = Object.keys({ ...meta, ...own }).filter((key) => !known.includes(key));
  const draw = own.render ?? meta.render;
  if (strange.length || !draw) throw new TypeError(`${title}: the tests know no ${strange.join(', ') || 'story without render'}`);
  const begins = [meta.beforeEach ?? [], own.beforeEach ?? []].flat();
  const decorators = [...(own.decorators ?? []), ...(meta.decorators ?? [])];
  return {
    title,
    access: own.parameters?.access ?? meta.parameters?.access,
    async tell() {
      const canvas = document.createElement('main');
      const context: Context = { args: { ...meta.args, ...own.args }, canvasElement: canvas, step: async (_, run) => { await run(context); } };
      const ends: unknown[] = [];
      for (const begin of begins) ends.unshift(await begin(context));
      document.body.append(canvas);
      const picture = decorators.reduce<() => unknown>((story, decorate) => () => decorate(story, context), () => draw(context.args, context));
      render(picture(), canvas);
      const end = (): void => {
        canvas.remove();
        for (const one of ends) if (typeof one === 'function') (one as () => void)();
      };
      try {
        await (own.play ?? meta.play)?.(context);
      } catch (error) {
        end();
        throw error;
      }
      return { canvas, end };
    },
  };
}

/** The stories of every file in `stories/`, as `.config/story-files.mjs` lists them. */
export async function everyStory(): Promise<Story[]> {
  const files = (await (await fetch('/stories/files.json')).json()) as string[];
  const modules = await Promise.all(files.map(async (file) => import(`/stories/${file}`) as Promise<Record<string, Annotations>>));
  return modules.flatMap(({ default: meta = {}, ...stories }) =>
    Object.entries(stories).map(([name, story]) => compose(`${meta.title ?? ''} / ${name}`, meta, story)));
}
