import { moduleScript } from './elements/trusted.js';

const parts = new Map<string, Promise<unknown>>();

async function load(name: string, integrity: string): Promise<unknown> {
  const { href } = new URL(name, import.meta.url);
  await new Promise<unknown>((resolve, reject) => {
    const script = Object.assign(moduleScript(href), {
      integrity, crossOrigin: 'anonymous',
      onload: resolve,
      onerror: () => { reject(new TypeError(`cleeng-gate: ${name} could not be loaded, or is another file`)); },
    });
    document.head.append(script);
  });
  return import(/* @vite-ignore */ href);
}

/**
 * Loads a part of the drop-in file from the folder that the file itself came from, once. The browser checks
 * it against the hash that was compiled in; what was checked is what `import()` then finds (one module map).
 * In the npm modules a part is a plain dynamic import.
 *
 * @param name file name, such as `cleeng-gate.refresh.js`
 * @param integrity SRI value, as in a script tag's `integrity`
 * @throws TypeError when it could not be loaded, or was another file; a later call tries again
 */
export async function loadPart(name: string, integrity: string): Promise<unknown> {
  let part = parts.get(name);
  if (!part) {
    parts.set(name, (part = load(name, integrity)));
    part.catch(() => parts.delete(name));
  }
  return part;
}

/** A JSON file from beside the drop-in file, checked by its SRI value. */
async function loadData<Data>(path: string, integrity: string | undefined): Promise<Data> {
  const response = integrity && (await fetch(new URL(path, import.meta.url), { integrity }));
  if (!response || !response.ok) throw new TypeError(`cleeng-gate: ${path} could not be loaded`);
  return response.json() as Promise<Data>;
}

let index: Promise<Readonly<Record<string, string>>> | undefined;

/**
 * Loads the texts of a language from `labels/` beside the drop-in file. Their hashes are in an index, whose own hash
 * was compiled in.
 *
 * @param name of the language, such as `de`
 * @param integrity SRI value of `labels/index.json`
 * @throws TypeError when they could not be loaded, or were others than those of this version; a later call tries again
 */
export async function loadTexts<Texts>(name: string, integrity: string): Promise<Texts> {
  index ??= loadData('labels/index.json', integrity);
  index.catch(() => { index = undefined; });
  return loadData(`labels/${name}.json`, (await index)[name]);
}
