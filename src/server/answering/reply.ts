/** Headers by their names in small letters. Only `set-cookie` has several values. */
export type ReplyHeaders = Record<string, string | string[]>;

/**
 * An answer as plain data, which is what the guard's routes make. A runtime that speaks the web's Response gets one
 * from {@link toResponse}; the adapter for Node sends it as it is, which spares a Response, its headers and its stream.
 */
export interface Reply {
  /** HTTP status. */
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;
}

/** A reply of JSON. */
export const json = (value: unknown, status = 200, headers: ReplyHeaders = {}): Reply =>
  ({ status, headers: Object.assign(headers, { 'content-type': 'application/json' }), body: JSON.stringify(value) });

/** The headers as the web has them, for whoever may change them. */
export function toHeaders(headers: ReplyHeaders): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') all.set(name, value);
    else for (const one of value) all.append(name, one);
  }
  return all;
}

/** And back again. */
export function fromHeaders(headers: Headers): ReplyHeaders {
  const all: ReplyHeaders = Object.fromEntries(headers);
  const cookies = headers.getSetCookie();
  return cookies.length ? { ...all, 'set-cookie': cookies } : all;
}

/** A reply as the web's Response. */
export const toResponse = ({ status, headers, body }: Reply): Response => new Response(body, { status, headers: toHeaders(headers) });
