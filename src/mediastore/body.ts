/** An own property of a value that may be anything; inherited ones do not count. */
export const own = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

/** The payload of MediaStore's envelope `{responseData, errors}`; a bare body is its own payload. */
export const unwrap = (body: unknown): unknown => own(body, 'responseData') ?? body;

/** A non-empty string, else null. */
export const text = (value: unknown): string | null => (typeof value === 'string' && value ? value : null);

/** A finite number, else null. */
export const finite = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** All that an error body says in words: Cleeng puts it into `errors[]`, `message` and `code`. */
export const complaint = (body: unknown): string => {
  const errors = own(body, 'errors');
  return [own(body, 'code'), own(body, 'message'), ...(Array.isArray(errors) ? (errors as unknown[]) : [])]
    .filter((part) => typeof part === 'string')
    .join(' ');
};
