import { parseArgs } from 'node:util';
import type { Command } from '../../command.js';
import { withAdmin } from '../admin/find.js';
import { placeHelp, placeOf, placeOptions } from '../flags.js';
import { describeStatus } from '../telling/status.js';
import { screenOf } from '../telling/table.js';

const help = `Usage: cleeng-gate bridge status [--data ./cleeng-bridge] [--json]

Shows how the bridge is: what waits, how old the oldest revocation is that has not
reached its platform, which rights a platform refuses and why, what the last sweeps
did, and how one that is held is let go. Asks the bridge that runs on the folder;
where none does, it reads the state itself.

${placeHelp}
  --json                  prints everything as JSON
  --help                  shows this

Exit codes: 0 all is well, 1 something needs a look or it could not be read, 2 called
wrongly.`;

/** `cleeng-gate bridge status` */
export const status: Command = {
  name: 'status',
  summary: 'show how the bridge is, and what needs a person',
  help,
  async run(args, print) {
    const { values } = parseArgs({ args, options: placeOptions });
    const report = await withAdmin(placeOf(values, process.env), values.log, async (admin) => admin.status(), { begins: false });
    print(values.json ? JSON.stringify(report, null, 2) : describeStatus(report, screenOf(process.stdout, process.env)));
    return report.health.status === 'ok' && report.orphans.every(({ reachable }) => reachable) ? 0 : 1;
  },
};
