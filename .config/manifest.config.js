/** Describes the tags for editors and catalogues: what is public, under the paths that are shipped. */

/** What the platform calls is no method of ours. */
const isPublic = ({ name, privacy = 'public', static: own }) =>
  privacy === 'public' && !own && !/Callback$|^handleEvent$/.test(name);

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
  globs: ['src/elements/*.ts'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
  plugins: [onlyThePublic],
};
