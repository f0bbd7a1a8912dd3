import leven from 'leven';

/** Changed letters up to which one option may be meant by another. */
const most = 3;

/**
 * The option that was probably meant, when an error of `parseArgs` is about one that does not exist.
 *
 * @param help names all that there are
 */
export function likely(error: unknown, help: string): string | undefined {
  const { code, message } = (error instanceof Error ? error : {}) as Partial<NodeJS.ErrnoException>;
  const unknown = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? /--[\w-]+/.exec(message ?? '')?.[0] : undefined;
  if (unknown === undefined) return undefined;
  const near = [...new Set(help.match(/--[a-z][a-z-]*/g))].map((option) => ({ option, distance: leven(option, unknown) }));
  const [nearest] = near.sort((one, other) => one.distance - other.distance);
  return nearest && nearest.distance <= Math.min(most, Math.floor(unknown.length / 3)) ? nearest.option : undefined;
}
