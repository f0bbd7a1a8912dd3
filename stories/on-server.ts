/** A request as a server is handed it, with its text as a stream: Firefox's own requests have no `body` (bug 1387483). */
export function onServer(address: string | URL, init: RequestInit): Request {
  const request = new Request(address, init);
  if ('body' in Request.prototype || typeof init.body !== 'string') return request;
  return Object.defineProperty(request, 'body', { value: new Blob([init.body]).stream() });
}
