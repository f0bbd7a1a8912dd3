import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import type { Report } from '../../src/cli/bridge/report.js';
import { createSimulator, type Simulator } from '../../src/simulator/index.js';
import { createPlatforms, type Platforms } from '../../src/simulator/platforms.js';
import { serve } from '../../src/simulator/serve.js';

/** What a command said, and how it ended. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A bridge that runs in a process of its own. */
export interface Running {
  readonly child: ChildProcess;
  readonly report: Report;
  readonly log: readonly Record<string, unknown>[];
  /** Ends it, and resolves with its exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** An operator with a folder, a file, the secrets, and all services on a local port. */
export interface Operator {
  readonly simulator: Simulator;
  readonly platforms: Platforms;
  readonly folder: string;
  /** Where the services are. */
  readonly service: string;
  /** Variables that hold the secrets; what is changed is so for the next command. */
  readonly environ: Record<string, string>;
  write(file?: object): void;
  /** `cleeng-gate …` to its end. */
  call(...args: string[]): Promise<Said>;
  /** `cleeng-gate bridge run`, once it says that it runs. */
  run(...args: string[]): Promise<Running>;
  /** Resolves when it holds; looked at after each request that a service gets. */
  until(holds: () => boolean): Promise<void>;
}

/** Both platforms, by subscriptions and a rental. */
export const usualFile = (service: string): object => ({
  environment: 'sandbox', publisherId: '123456789', coreBase: `${service}/3.1`,
  sinks: {
    motto: { type: 'motto', projectId: 'the-lamp', base: `${service}/motto` },
    rmg: { type: 'rmg', base: `${service}/rmg`, tenant: 'operator-tv', clientId: 'crm_client' },
  },
  rights: [
    { offers: ['S100000001_DE', 'S100000002_DE'], sink: 'motto', target: 'cinema' },
    { offers: ['S100000001_DE', 'S100000002_DE'], sink: 'rmg', target: 'LAMP_CINEMA' },
    { offer: 'R100000006_DE', sink: 'rmg', target: 'LAMP_RENTAL' },
  ],
});

const cli = join(import.meta.dirname, '../../src/cli.ts');

/** Makes an operator who knows nothing yet; all is taken away after the test. */
export async function createOperator(t: TestContext): Promise<Operator> {
  const simulator = createSimulator();
  const platforms = createPlatforms(simulator);
  const asked = new EventTarget();
  const server = await serve(async (request) => platforms.fetch(request).finally(() => { setImmediate(() => asked.dispatchEvent(new Event('answer'))); }), 0);
  const service = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const folder = mkdtempSync(join(tmpdir(), 'cleeng-gate-bridge-'));
  const { operator } = platforms.rmg;
  const environ = {
    CLEENG_PUBLISHER_TOKEN: simulator.publisherToken, CLEENG_WEBHOOK_SECRETS: 'a-secret-for-a-test',
    MOTTO_TOKEN: platforms.motto.token, RMG_USERNAME: operator.username, RMG_PASSWORD: operator.password, CLEENG_BRIDGE_DATABASE: '',
  };
  const children = new Set<ChildProcess>();
  t.after(async () => {
    await Promise.all([...children].filter((child) => child.exitCode === null && child.signalCode === null).map(async (child) => {
      child.kill('SIGKILL');
      await once(child, 'close');
    }));
    server.closeAllConnections();
    server.close();
    if (existsSync(folder)) rmSync(folder, { recursive: true });
  });
  const start = (args: readonly string[]): ChildProcess => {
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), cli, ...args], { cwd: folder, env: { ...process.env, ...environ }, stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    return child;
  };
  return {
    simulator, platforms, folder, service, environ,
    write(file = usualFile(service)) { writeFileSync(join(folder, 'bridge.json'), JSON.stringify(file, null, 2)); },
    async call(...args) {
      const child = start(args);
      const said = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const) child[name]!.setEncoding('utf8').on('data', (text: string) => { said[name] += text; });
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, ...said };
    },
    async run(...args) {
      const child = start(['bridge', 'run', '--port', '0', '--json', ...args]);
      const log: Record<string, unknown>[] = [];
      createInterface(child.stderr!).on('line', (line) => { log.push((line.startsWith('{') ? JSON.parse(line) : { line }) as Record<string, unknown>); });
      const gone = once(child, 'close').then(() => { throw new Error(`the bridge ended: ${JSON.stringify(log)}`); });
      const [report] = (await Promise.race([once(createInterface(child.stdout!), 'line'), gone])) as [string];
      gone.catch(() => undefined);
      return {
        child, report: JSON.parse(report) as Report, log,
        async end(signal = 'SIGTERM') {
          const ended = once(child, 'close') as Promise<[number | null]>;
          child.kill(signal);
          return (await ended)[0];
        },
      };
    },
    async until(holds) {
      while (!holds()) await once(asked, 'answer');
    },
  };
}
