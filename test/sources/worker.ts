import { mediaStoreSource } from '../../src/sources/index.js';

/** A worker that asks MediaStore at the binding `service`, below the path of the request. */
export default {
  async fetch(request: Request, { service }: { service: string }): Promise<Response> {
    const source = mediaStoreSource({ base: service + new URL(request.url).pathname, deadline: 500 });
    return Response.json(await source.check({ customerId: '7', jwt: 'a.b.c' }, 'S1'));
  },
};
