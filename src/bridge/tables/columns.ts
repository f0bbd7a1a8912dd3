/** A point in time as a column holds it. */
export const at = (milliseconds: number): Date => new Date(milliseconds);
/** The same of unix seconds, which may be unknown. */
export const atSecond = (seconds: number | null | undefined): Date | null => (typeof seconds === 'number' ? new Date(seconds * 1000) : null);

/** Milliseconds since the epoch, null for an empty column. */
export const millis = (value: unknown): number | null => (value instanceof Date ? value.getTime() : null);
/** Unix seconds, null for an empty column. */
export const seconds = (value: unknown): number | null => (value instanceof Date ? Math.floor(value.getTime() / 1000) : null);

/** A count or a number in a row: a driver may hand it out as digits. */
export const whole = (value: unknown): number => Number(value);
/** Words, null for an empty column. */
export const words = (value: unknown): string | null => (typeof value === 'string' ? value : null);
