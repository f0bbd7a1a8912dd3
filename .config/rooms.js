/**
 * Who may import whom. Each room of `src/` names the rooms that it may see; all others are closed to it,
 * in a static import, in `export … from` and in a dynamic `import()`.
 * `types` may be seen as types only, `later` by a dynamic import only (loaded where a page needs it).
 * `page` marks what a page loads: neither Node nor jose.
 */
export const rooms = {
  mediastore: { sees: [], page: true },
  stores: { sees: ['mediastore'], page: true },
  elements: { sees: ['stores'], types: ['mediastore'], later: ['sealed'], page: true },
  sealed: { sees: [] },
  sealing: { sees: ['sealed'] },
  sources: { sees: ['mediastore'] },
  wire: { sees: ['mediastore'] },
  server: { sees: ['mediastore', 'sources', 'sealed', 'wire'] },
  bridge: { sees: ['mediastore', 'sources', 'wire'] },
  simulator: { sees: ['mediastore'] },
  check: { sees: ['mediastore'] },
  cli: { sees: ['mediastore', 'sources', 'sealed', 'sealing', 'wire', 'server', 'bridge', 'simulator', 'check'] },
};

/** The modules in `src/` itself: doors of the package and what only doors use. */
const doors = {
  'cli.ts': { sees: [...rooms.cli.sees, 'cli'] },
  'vite.ts': { sees: ['sealed', 'sealing'] },
  'eleventy.ts': { sees: ['sealed', 'sealing'] },
  '*.ts': { sees: ['mediastore', 'stores', 'elements'], page: true },
};

const others = (own) => Object.keys(rooms).filter((room) => room !== own);
const forPages = [
  { regex: '^jose(/|$)', message: 'A page carries no jose; verifying and decrypting belong to the server.' },
  { regex: '^node:', message: 'A page has no Node.' },
];

/** What a module that sits `up` from `src/` must not name, as patterns of the rule for static imports. */
const closed = (own, up, { sees, types = [], page }) => [
  ...others(own)
    .filter((room) => !sees.includes(room))
    .map((room) => ({
      room,
      regex: String.raw`${up}${room}(\.js$|/)`,
      allowTypeImports: types.includes(room),
      message: `${own} may import ${sees.join(', ') || 'nothing of ours'}${types.length ? ` and types of ${types.join(', ')}` : ''}.`,
    })),
  ...(up === inside ? [{ regex: `${up}(cli|define|cdn|index)[.]js$`, message: 'Doors lead into the package, not back.' }] : []),
  ...(page ? forPages : []),
];
const inside = String.raw`^(\.\./)+`;
const atDoor = String.raw`^\./`;

/** The same for `import()`, which the rule for static imports does not look at. */
const inDynamicImport = ({ regex, message }) => ({
  selector: `ImportExpression > Literal.source[value=/${regex.replaceAll('/', String.raw`\u002F`)}/]`,
  message,
});

const rules = (own, up, room) => {
  const patterns = closed(own, up, room);
  const always = patterns.filter(({ room: other }) => !room.later?.includes(other));
  return {
    '@typescript-eslint/no-restricted-imports': ['error', { patterns: patterns.map(({ room: _, ...pattern }) => pattern) }],
    'no-restricted-syntax': ['error', ...always.map(inDynamicImport)],
  };
};

/** The table above as ESLint configurations, one for each folder. */
export const directions = [
  ...Object.entries(doors).map(([file, room]) => ({
    files: [`src/${file}`],
    ignores: file === '*.ts' ? Object.keys(doors).filter((name) => name !== file).map((name) => `src/${name}`) : [],
    rules: rules('a door', atDoor, room),
  })),
  ...Object.entries(rooms).map(([name, room]) => ({ files: [`src/${name}/**/*.ts`], rules: rules(name, inside, room) })),
  // Reached by a dynamic import only, as parts that hold the opener.
  { files: ['src/elements/{sealed,bytes}.ts'], rules: rules('elements', inside, { ...rooms.elements, sees: ['stores', 'sealed'] }) },
];
