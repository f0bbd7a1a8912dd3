/** What the custom elements analyzer reads, and where it writes. */
export default {
  globs: ['src/elements/**/*.ts'],
  exclude: ['**/labels/**'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
};
