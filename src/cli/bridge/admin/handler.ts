import * as v from 'valibot';
import { parseJson, readBytes } from '../../../wire/body.js';
import type { Admin, SweepNews } from './admin.js';
import { isSecret } from './key.js';

const customer = v.pipe(v.string(), v.regex(/^\d{1,20}$/));
const dryRun = v.boolean();
const bodies = {
  explain: v.object({ customerId: customer }),
  sweep: v.object({ dryRun }),
  unhold: v.object({ by: v.string(), verdict: v.picklist(['release', 'discard']), dryRun }),
  dismiss: v.object({ sink: v.string(), target: v.optional(v.string()), verdict: v.picklist(['revoke', 'leave']), dryRun }),
  replay: v.object({ customers: v.array(customer), since: v.nullable(v.number()), dryRun }),
};

const longest = 1_048_576;
const local = /^(127\.0\.0\.1|localhost|\[::1\]):\d+$/;

/** News as they come, a line of JSON each; what goes wrong on the way is the last one. */
function lines(news: AsyncIterable<SweepNews>): Response {
  async function* written(): AsyncGenerator<Uint8Array> {
    const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value)}\n`);
    try {
      for await (const one of news) yield bytes(one);
    } catch (error) {
      yield bytes({ error: String(error instanceof Error ? error.message : error) });
    }
  }
  const source = written();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next: IteratorResult<Uint8Array, void> = await source.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/x-ndjson' } });
}

/** The body of a question, as its schema has it. */
async function read<Schema extends v.GenericSchema>(request: Request, schema: Schema): Promise<v.InferOutput<Schema>> {
  const bytes = await readBytes(request.body, longest);
  return v.parse(schema, bytes && parseJson(bytes));
}

const routes: Readonly<Record<string, (admin: Admin, request: Request) => Promise<Response>>> = {
  '/here': async () => Promise.resolve(new Response(null, { status: 204 })),
  '/status': async (admin) => Response.json(await admin.status()),
  '/explain': async (admin, request) => Response.json(await admin.explain((await read(request, bodies.explain)).customerId)),
  '/sweep': async (admin, request) => lines(admin.sweep(await read(request, bodies.sweep))),
  async '/unhold'(admin, request) {
    const { by, verdict, ...options } = await read(request, bodies.unhold);
    return Response.json(await admin.unhold(by, verdict, options));
  },
  async '/dismiss'(admin, request) {
    const { verdict, dryRun: dry, ...which } = await read(request, bodies.dismiss);
    return Response.json(await admin.dismiss(which, verdict, { dryRun: dry }));
  },
  async '/replay'(admin, request) {
    const { dryRun: dry, ...which } = await read(request, bodies.replay);
    return Response.json(await admin.replay(which, { dryRun: dry }));
  },
};

/**
 * Lets other processes of this machine ask, if they know the secret that lies in the bridge's folder. A page in a
 * browser cannot: it knows no secret, and may not send the header.
 */
export function adminHandler(admin: Admin, secret: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const given = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
    if (!local.test(request.headers.get('host') ?? '') || !isSecret(given, secret)) return new Response(null, { status: 401 });
    const { pathname } = new URL(request.url);
    const route = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined;
    if (!route || request.method !== 'POST') return new Response(null, { status: 404 });
    try {
      return await route(admin, request);
    } catch (error) {
      const wrong = error instanceof v.ValiError;
      return Response.json({ message: wrong ? 'the question is not as it should be' : (error as Error).message }, { status: wrong ? 400 : 500 });
    }
  };
}
