/** Describes the tags for editors and catalogues: what is public, under the paths that are shipped. */

/** What the platform calls is no method of ours. */
const isPublic = ({ name, privacy = 'public', static: own }) =>
  privacy === 'public' && !own && !/Callback$|^handleEvent$/.test(name);

/** A union's name says nothing where its source is not: its words stand in its place. */
const spelledOut = () => {
  const unions = new Map();
  return {
    name: 'spelled-out',
    analyzePhase({ ts, node }) {
      const text = ts.isTypeAliasDeclaration(node) ? node.type.getText() : '';
      if (/^('[^']+'( \| )?)+$/.test(text)) unions.set(node.name.text, text);
    },
    packageLinkPhase({ customElementsManifest: { modules } }) {
      const tags = modules.flatMap(({ declarations }) => declarations);
      for (const { type } of tags.flatMap(({ members = [], attributes = [] }) => [...members, ...attributes])) {
        if (type) type.text = type.text.replace(/\w+/g, (word) => unions.get(word) ?? word);
      }
    },
  };
};

/** An event says what it carries: the public fields of its class. */
const carried = () => {
  const fields = new Map();
  return {
    name: 'carried',
    analyzePhase({ ts, node }) {
      if (!ts.isClassDeclaration(node) || !/extends Event\b/.test(node.heritageClauses?.map((clause) => clause.getText()).join() ?? '')) return;
      const { parameters = [] } = node.members.find(ts.isConstructorDeclaration) ?? {};
      const own = [...node.members.filter(ts.isPropertyDeclaration), ...parameters.filter(({ modifiers }) => modifiers?.length)];
      fields.set(node.name.text, own.map(({ name }) => `\`${name.text}\``).join(', '));
    },
    packageLinkPhase({ customElementsManifest: { modules } }) {
      for (const event of modules.flatMap(({ declarations }) => declarations).flatMap(({ events = [] }) => events)) {
        if (fields.get(event.type.text)) event.description += ` Carries ${fields.get(event.type.text)}.`;
      }
    },
  };
};

const onlyThePublic = {
  name: 'only-the-public',
  packageLinkPhase({ customElementsManifest: manifest }) {
    const shipped = (path) => path.replace(/^\/?src\//, 'dist/').replace(/\.ts$/, '.js');
    manifest.modules = manifest.modules.filter(({ declarations = [] }) => declarations.some(({ customElement }) => customElement));
    for (const module of manifest.modules) {
      module.path = shipped(module.path);
      module.declarations = module.declarations.filter(({ customElement }) => customElement);
      module.exports = module.exports.filter(({ declaration }) => module.declarations.some(({ name }) => name === declaration.name));
      for (const { declaration } of module.exports) if (declaration.module) declaration.module = shipped(declaration.module);
      for (const tag of module.declarations) {
        tag.members = tag.members?.filter(isPublic);
        tag.events = tag.events?.filter(({ name }) => name);
      }
    }
  },
};

export default {
  globs: ['src/elements/*.ts', 'src/stores/known.ts'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
  plugins: [onlyThePublic, spelledOut(), carried()],
};
