import { parseArgs } from 'node:util';
import { createSimulator } from '../simulator/index.js';
import { serve } from '../simulator/serve.js';
import { UsageError, type Command } from './command.js';

const help = `Usage: cleeng-gate simulate [--port 8788] [--json]

Serves in memory, on this machine: MediaStore (logins, entitlements, offers, orders), and for servers
the Core API 3.1 and the legacy JSON-RPC API.
It starts from the same state each time and keeps nothing.

  --port <number>  port to listen on; default 8788
  --json           says as JSON what is served
  --help           shows this`;

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
    const server = await serve(simulator.fetch, port).catch((error: unknown) => {
      if ((error as { code?: string }).code === 'EADDRINUSE') throw new Error(`port ${port} is taken; choose another with --port`);
      throw error;
    });
    const address = server.address();
    const url = `http://localhost:${typeof address === 'object' && address ? address.port : port}`;
    const people = Object.values(simulator.customers);
    const { publisherId, publisherToken } = simulator;
    if (values.json) print(JSON.stringify({ url, core: `${url}/3.1`, rpc: `${url}/3.0/json-rpc`, publisherId, publisherToken, customers: people, offers: Object.values(simulator.offers) }));
    else {
      print(`MediaStore, simulated:  ${url}\nPublisher:              ${publisherId}\nKeys:                   ${url}/.well-known/jwks.json\n`);
      print(`For servers\n  Core API 3.1:         ${url}/3.1\n  Legacy JSON-RPC:      ${url}/3.0/json-rpc\n  Publisher token:      ${publisherToken}\n`);
      print(`On a page:  data-environment="sandbox" data-publisher-id="${publisherId}" data-api-base="${url}"\n`);
      print(`Sign in with the password ${people[0]?.password ?? ''} as`);
      for (const { email, description } of people) print(`  ${email.padEnd(24)}${description}`);
      print(`\nOffers`);
      for (const { id, title } of Object.values(simulator.offers)) print(`  ${id.padEnd(24)}${title}`);
      print(`\nTo buy without a checkout:  curl -d '{"customer":"nobody","offer":"monthly"}' ${url}/__simulator/grant`);
      print('\nCtrl+C ends it.');
    }
    await new Promise((resolve) => { server.once('close', resolve); });
    return 0;
  },
};
