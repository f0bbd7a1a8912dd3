/**
 * What Lit holds ready for browsers older than ours, for pages that a server has drawn, for decorators and for its development, and
 * what our elements have no use for: controllers, directives, properties that are no strings or have defaults, SVG and MathML, text
 * in a `<style>`. By file, what stands there and what may stand instead. Should Lit be written anew, the build says so.
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
    [/const ([\w$]+)=this\.constructor\.elementProperties;if\(\1\.size>0\)for\(const\[[\w$,]+\]of \1\)\{const\{wrapped:.+?\)\}(?=\}let )/, ''],
    [/,this\.prototype\.hasOwnProperty\(([\w$]+)\)&&\(\(([\w$]+)=Object\.create\(\2\)\)\.wrapped=!0\)/, ''],
    [/\|\|([\w$]+)\.useDefault&&\1\.reflect&&[^;]+?\)\)\)\)return;/, '))return;'],
    [/\{useDefault:([\w$]+),reflect:([\w$]+),wrapped:[\w$]+\},([\w$]+)\)\{\1&&.+?\|\|\((this\._\$AL\.has.+?)\|\|\1(\|\|.+?)\)\}(?=async)/, '{reflect:$2}){$4$5}'],
    [/\?\?this\._\$Ej\?\.get\([\w$]+\)\?\?[\w$]+/, ''],
    [/toAttribute\(([\w$]+),[\w$]+\)\{switch.+?return \1\},fromAttribute\(([\w$]+),[\w$]+\)\{.+?return [\w$]+\}\}/, 'toAttribute:$1=>$1,fromAttribute:$2=>$2}'],
    [/addController\([\w$]+\)\{.+?\}removeController\([\w$]+\)\{.+?\}/, ''],
    [/,this\._\$EO\?\.forEach\([\w$]+=>[\w$]+\.hostConnected\?\.\(\)\)/, ''],
    [/this\._\$EO\?\.forEach\([\w$]+=>[\w$]+\.hostDisconnected\?\.\(\)\)/, ''],
    [/this\._\$EO\?\.forEach\([\w$]+=>[\w$]+\.hostUpdate\?\.\(\)\),/, ''],
    [/this\._\$EO\?\.forEach\([\w$]+=>[\w$]+\.hostUpdated\?\.\(\)\),/, ''],
    [/,[\w$]+\?\.\(\{ReactiveElement:[\w$]+\}\),\([\w$]+\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, ''],
  ],
  'lit-html/lit-html.js': [
    [/function ([\w$]+)\(([\w$]+),([\w$]+),[\w$]+=\2,[\w$]+\)\{if\(.+?\),\3\}(?=class)/, 'function $1($2,$3){return $3}'],
    [/if\([\w$]+\.test\([\w$]+\.tagName\)\)\{.+?\}\}(?=\}else if)/, ''],
    [/,([\w$]+)=2===([\w$]+)\?"<svg>":3===\2\?"<math>":""/, ',$1=""'],
    [/\+\(2===([\w$]+)\?"<\/svg>":3===\1\?"<\/math>":""\)/, ''],
    [/,2===([\w$]+)\|\|3===\1\)\{.+?\}(?=for)/, ');'],
    [/,([\w$]+)=[\w$]+\.litHtmlPolyfillSupport;\1\?\.\(.+?\),\([\w$]+\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, ''],
  ],
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
