/**
 * A term of the Kibana Query Language that matches one value to the letter: in quotes, where a colon, a brace and a
 * word such as `and` mean nothing, and only the quote and the backslash are escaped.
 *
 * @param value without control characters, which the language cannot quote
 */
export const term = (field: string, value: string): string => `${field}:"${value.replace(/["\\]/g, '\\$&')}"`;
