/**
 * Who may import whom. Each room of `src/` names the rooms that it may see; all others are closed to it,
 * in a static import, in `export … from` and in a dynamic `import()`.
 * `types` may be seen as types only, `later` by a dynamic import only (loaded where a page needs it).
 * `page` marks what a page loads: no Node, and of jose only the reading half.
 */
export const rooms = {
  mediastore: { sees: [], page: true },
  stores: { sees: ['mediastore'], page: true },
  elements: { sees: ['stores'], types: ['mediastore'], later: ['sealed'], page: true },
  sealed: { sees: [] },
  sources: { sees: ['mediastore'] },
  server: { sees: ['mediastore', 'sources', 'sealed'] },
  bridge: { sees: ['mediastore', 'sources'] },
  simulator: { sees: ['mediastore'] },
  cli: { sees: ['mediastore', 'sources', 'sealed', 'server', 'bridge', 'simulator'] },
};

/** The modules in `src/` itself: doors of the package and what only doors use. */
const doors = {
  'cli.ts': { sees: [...rooms.cli.sees, 'cli'] },
  '*.ts': { sees: ['mediastore', 'stores', 'elements'], page: true },
};

const names = Object.keys(rooms);
const inRoom = (room) => `(^|/)${room}(\\.js$|/)`;
const door = String.raw`^\.\./(cli|define|cdn|index)\.js$`;
const forPages = [
  { regex: '^jose(?!/jwt/decode$)', message: 'A page carries jose/jwt/decode alone; verifying and decrypting belong to the server.' },
  { regex: '^node:', message: 'A page has no Node.' },
];

/** What a module of this room must not name, as patterns of the rule for static imports. */
const closed = (own, { sees, types = [], later = [], page }) => [
  ...names
    .filter((room) => room !== own && !sees.includes(room))
    .map((room) => ({
      regex: inRoom(room),
      allowTypeImports: types.includes(room),
      message: `${own} may import ${sees.join(', ') || 'nothing of ours'}${types.length ? ` and types of ${types.join(', ')}` : ''}.`,
      later: later.includes(room),
    })),
  ...(own === 'a door' ? [] : [{ regex: door, message: 'Doors lead into the package, not back.' }]),
  ...(page ? forPages : []),
];

/** The same for `import()`, which the rule for static imports does not look at. */
const inDynamicImport = ({ regex, message }) => ({
  selector: `ImportExpression > Literal.source[value=/${regex.replaceAll('/', String.raw`\u002F`)}/]`,
  message,
});

const rules = (own, room) => {
  const patterns = closed(own, room);
  return {
    '@typescript-eslint/no-restricted-imports': ['error', { patterns: patterns.map(({ later: _, ...pattern }) => pattern) }],
    'no-restricted-syntax': ['error', ...patterns.filter(({ later }) => !later).map(inDynamicImport)],
  };
};

/** The table above as ESLint configurations, one for each folder. */
export const directions = [
  ...Object.entries(doors).map(([file, room]) => ({
    files: [`src/${file}`],
    ...(file === '*.ts' && { ignores: ['src/cli.ts'] }),
    rules: rules('a door', room),
  })),
  ...Object.entries(rooms).map(([name, room]) => ({ files: [`src/${name}/**/*.ts`], rules: rules(name, room) })),
];
