/**
 * The client's address: of the connection, or as the outermost of our own proxies saw it. Whatever stands further
 * left in X-Forwarded-For was written by strangers.
 *
 * @param trustProxy how many proxies in front are ours; with 0 the header is not looked at
 */
export function clientAddress({ headers }: Request, connection: string | undefined, trustProxy: number): string | undefined {
  if (trustProxy === 0) return connection;
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim());
  // Some proxies write the port too; with it every connection would be an address of its own.
  const hop = (hops.at(-trustProxy) ?? '').replace(/^(\d+(?:\.\d+){3}):\d+$|^\[([\da-f.:]+)\](?::\d+)?$/i, '$1$2');
  return /^[\da-f.:]{2,45}$/i.test(hop) ? hop : connection;
}
