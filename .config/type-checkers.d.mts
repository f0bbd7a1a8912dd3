/** Where they lie, in `node_modules`; only there after {@link fetchTypeCheckers}. Other versions lie elsewhere. */
export const folder: string;

/**
 * Fetches them, unless they are there. TypeScript is the project's own.
 *
 * @throws Error with npm's reason, such as that it reached no registry
 */
export function fetchTypeCheckers(): void;
