/**
 * npm run faults:guard: lets everything go wrong around guards that answer many readers, and looks at every single
 * answer. Two guards behind a Redis of our own, which is killed and started again; where there is no `redis-server`,
 * behind the one on port 6379, which is not killed; without either only one guard with its own memory. Seconds go by
 * as they are, hours are leapt over. `--seed 7`, `--customers 300`, `--size 150` (requests at once), `--json`.
 * Exit code 1 when something was that must not be.
 */
import { parseArgs } from 'node:util';
import { createLeapingPace } from './pace.js';
import { runPhases } from './phases.js';
import { borrowRedis, startRedis } from './redis.js';
import type { Report } from './report.js';
import type { SharedStore } from './store.js';
import { createWorld } from './world.js';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, customers: { type: 'string', default: '300' }, size: { type: 'string', default: '150' }, json: { type: 'boolean', default: false } },
});
const say = (line: string): void => { if (!values.json) console.log(line); };

async function run(title: string, store: SharedStore | undefined): Promise<Report> {
  say(`\n${title}`);
  const world = await createWorld({ pace: createLeapingPace(), seed: Number(values.seed), customers: Number(values.customers), store });
  try {
    await runPhases(world, Number(values.size));
  } finally {
    await world.close();
  }
  if (!values.json) console.table(world.report.phases);
  return world.report;
}

const sum = ({ phases, violations }: Report) => ({
  answers: phases.reduce((all, { answers }) => all + answers, 0),
  'oldest grant given, s': Math.max(...phases.map(({ oldest }) => oldest)),
  'longest recovery, s': Math.max(...phases.map(({ recovery }) => recovery)),
  violations: violations.length,
});

const store = (await startRedis()) ?? (await borrowRedis());
if (!store) console.error('There is no redis-server here and no Redis on port 6379: only one guard with its own memory is tried.');
const reports = [
  ...(store ? [['two guards', await run(`Two guards on ${store.name}`, store).finally(async () => store.close())] as const] : []),
  ['one guard', await run('One guard with its own memory', undefined)] as const,
];
const violations = reports.flatMap(([, report]) => report.violations);
if (values.json) console.log(JSON.stringify({ seed: Number(values.seed), runs: reports.map(([guards, { phases }]) => ({ guards, phases })), violations }, null, 2));
else console.table(Object.fromEntries(reports.map(([guards, report]) => [guards, sum(report)])));
for (const violation of violations.slice(0, 50)) console.error(violation);
process.exitCode = violations.length ? 1 : 0;
