/** npm start: the newspaper on one port. */
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createSimulator, type Simulator } from '../src/simulator/index.js';
import { serve } from '../src/simulator/serve.js';
import { createDemo } from './demo.js';

const { values } = parseArgs({ options: { port: { type: 'string', default: process.env.PORT ?? '5173' } } });
const port = Number(values.port);

const welcome = ({ customers }: Simulator, { port }: AddressInfo): string => `The Causeway is out: http://localhost:${port}/

Sign in as any of these; the password is ${customers.owner.password}. The login page lists them, too.
${Object.values(customers).map(({ email, description }) => `  ${email.padEnd(24)}${description}`).join('\n')}

Three stories are locked for real: two come from behind a guard, one is sealed.
What is bought opens films on two other platforms, too: http://localhost:${port}/screens.html
The button in the lower corner of each page changes the reader, the weather and the till.`;

const explain = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'EADDRINUSE' ? `Port ${port} is taken. Type: npm start -- --port ${port < 65_535 ? port + 1 : 5173}` : message;
};

try {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`A port is a number from 0 (any that is free) to 65535, not "${values.port}".`);
  const simulator = createSimulator({ base: '/mediastore' });
  const server = await serve(createDemo({ simulator }), port);
  console.log(welcome(simulator, server.address() as AddressInfo));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
