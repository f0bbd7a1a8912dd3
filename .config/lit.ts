/**
 * What Lit holds ready for browsers older than ours, for pages that a server has drawn, for decorators and for its development: by
 * file, what stands there and what may stand instead. Should Lit be written anew, the build says so.
 */
const spared: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  '@lit/reactive-element/css-tag.js': [
    [/[\w$]+\.ShadowRoot&&\(void 0===.+?"replace"in CSSStyleSheet\.prototype/, '!0'],
    [/throw Error\("CSSResult is not.+?"\)/, 'throw Error()'],
    [/throw Error\("Value passed to 'css'.+?security\."\)/, 'throw Error()'],
  ],
  '@lit/reactive-element/reactive-element.js': [
    [/,[\w$]+=[\w$]+\.reactiveElementPolyfillSupport/, ''],
    [/Symbol\.metadata\?\?=Symbol\("metadata"\),[\w$]+\.litPropertyMetadata\?\?=new WeakMap;/, ''],
    [/const ([\w$]+)=this\[Symbol\.metadata\];if\(null!==\1\)\{.+?\.elementProperties\.set\([\w$,]+\)\}/, ''],
    [/static addInitializer\([\w$]+\)\{.+?\.push\([\w$]+\)\}/, ''],
    [/,void 0!==[\w$]+\.l&&\(this\.l=\[\.\.\.[\w$]+\.l\]\)/, ''],
    [/,this\.constructor\.l\?\.forEach\(([\w$]+)=>\1\(this\)\)/, ''],
    [/,[\w$]+\?\.\(\{ReactiveElement:[\w$]+\}\),\([\w$]+\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, ''],
  ],
  'lit-html/lit-html.js': [[/,([\w$]+)=[\w$]+\.litHtmlPolyfillSupport;\1\?\.\(.+?\),\([\w$]+\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, '']],
  'lit-element/lit-element.js': [
    [/,[\w$]+\.litElementHydrateSupport\?\.\(\{LitElement:[\w$]+\}\)/, ''],
    [/const ([\w$]+)=[\w$]+\.litElementPolyfillSupport;\1\?\.\(\{LitElement:[\w$]+\}\);/, ''],
    [/\([\w$]+\.litElementVersions\?\?=\[\]\)\.push\("[\d.]+"\);/, ''],
  ],
};

/** Lit as the browsers need it that the drop-in file is for. */
export function withSmallLit(code: string, id: string): string | null {
  const file = Object.keys(spared).find((name) => id.endsWith(`/node_modules/${name}`));
  if (!file) return null;
  return spared[file]!.reduce((text, [from, to]) => {
    if (!from.test(text)) throw new Error(`${file} no longer holds ${from.source}; look at it and at .config/lit.ts`);
    return text.replace(from, to);
  }, code);
}
