import { parseArgs } from 'node:util';
import { createSimulator, type Simulator } from '../simulator/index.js';
import { createPlatforms, rmgProducts, type Platforms } from '../simulator/platforms.js';
import { serve } from '../simulator/serve.js';
import { UsageError, type Command } from './command.js';

const help = `Usage: cleeng-gate simulate [--port 8788] [--json]

Serves in memory, on this machine: MediaStore (logins, entitlements, offers, orders), and for servers
the Core API 3.1, the legacy JSON-RPC API and webhooks. Beside them the platforms that a bridge
tells: Motto under /motto, NAGRA Rights Manager under /rmg.
It starts from the same state each time and keeps nothing.

  --port <number>  port to listen on; default 8788
  --json           says as JSON what is served
  --help           shows this`;

function report(url: string, { customers, offers, publisherId, publisherToken }: Simulator, { motto, rmg }: Platforms): object {
  return {
    url, core: `${url}/3.1`, rpc: `${url}/3.0/json-rpc`, publisherId, publisherToken, customers: Object.values(customers), offers: Object.values(offers),
    motto: { url: `${url}/motto`, projectId: motto.projectId, token: motto.token, offers: motto.offers },
    rmg: { url: `${url}/rmg`, tenant: rmg.tenant, ...rmg.operator, products: rmgProducts },
  };
}

function* describe(url: string, { customers, offers, publisherId, publisherToken }: Simulator, { motto, rmg }: Platforms): Iterable<string> {
  const people = Object.values(customers);
  yield `MediaStore, simulated:  ${url}\nPublisher:              ${publisherId}\nKeys:                   ${url}/.well-known/jwks.json\n`;
  yield `For servers\n  Core API 3.1:         ${url}/3.1\n  Legacy JSON-RPC:      ${url}/3.0/json-rpc\n  Publisher token:      ${publisherToken}\n`;
  yield `For a bridge\n  Motto:                ${url}/motto\n    project:            ${motto.projectId}\n    token:              ${motto.token}\n    offers:             ${motto.offers.map(({ id }) => id).join(' ')}`;
  yield `  Rights Manager:       ${url}/rmg\n    tenant:             ${rmg.tenant}\n    user and client:    ${rmg.operator.username} ${rmg.operator.clientId}\n    password:           ${rmg.operator.password}\n    products:           ${rmgProducts.map(({ id }) => id).join(' ')}\n`;
  yield `On a page:  data-environment="sandbox" data-publisher-id="${publisherId}" data-api-base="${url}"\n`;
  yield `Sign in with the password ${people[0]?.password ?? ''} as`;
  for (const { id, email, description } of people) yield `  ${email.padEnd(24)}${id}  ${description}`;
  yield '\nOffers';
  for (const { id, title } of Object.values(offers)) yield `  ${id.padEnd(24)}${title}`;
  yield `\nTo buy without a checkout:   curl -d '{"customer":"nobody","offer":"monthly"}' ${url}/__simulator/purchase`;
  yield `To see who may watch what:   curl '${url}/__simulator/watch?customer=nobody'`;
  yield '\nCtrl+C ends it.';
}

/** `cleeng-gate simulate` */
export const simulate: Command = {
  name: 'simulate',
  summary: 'serve Cleeng’s APIs in memory, with customers to sign in as',
  help,
  async run(args, print) {
    const { values } = parseArgs({ args, options: { port: { type: 'string', default: '8788' }, json: { type: 'boolean' } } });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`--port takes a number from 0 to 65535, not "${values.port}"`);
    const simulator = createSimulator();
    const platforms = createPlatforms(simulator);
    const server = await serve(platforms.fetch, port).catch((error: unknown) => {
      if ((error as { code?: string }).code === 'EADDRINUSE') throw new Error(`port ${port} is taken; choose another with --port`);
      throw error;
    });
    const address = server.address();
    const url = `http://localhost:${typeof address === 'object' && address ? address.port : port}`;
    if (values.json) print(JSON.stringify(report(url, simulator, platforms)));
    else for (const line of describe(url, simulator, platforms)) print(line);
    await new Promise((resolve) => { server.once('close', resolve); });
    return 0;
  },
};
