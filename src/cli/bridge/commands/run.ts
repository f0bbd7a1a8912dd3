import { parseArgs } from 'node:util';
import { systemClock } from '../../../mediastore/clock.js';
import { jsonLog } from '../../../wire/log.js';
import type { Command } from '../../command.js';
import { demandUsable, examineBridgeFile, textOf, type BridgeFile } from '../file/read.js';
import { rehearse } from '../rehearsal.js';
import { startBridge } from '../start.js';
import { describeDoubts, tryOut } from '../trial.js';
import { isNew, levelOf, numberOf, placeHelp, placeOf, placeOptions } from '../flags.js';
import { describeReport } from '../report.js';

const help = `Usage: cleeng-gate bridge run [--file bridge.json] [options]

Takes Cleeng's webhooks and keeps rights on other platforms what Cleeng says they are.
It sweeps by itself: at the first start at once, then as often as the file says.

${placeHelp}
  --port <number>         webhooks at /webhooks/cleeng, and /health; default 8790
  --host <address>        default 127.0.0.1, which this machine alone can reach
  --workers <number>      customers looked at at once; default 4
  --metrics-port <number> figures for Prometheus at /metrics (needs prom-client)
  --metrics-host <addr>   default 127.0.0.1
  --log <level>           debug, info, warn or error, as lines of JSON on the error
                          stream; default info
  --dry-run               tries everything without writing: the file, the secrets, Cleeng
                          and its offers, the platforms and, with --database, the
                          database; tells all that is wrong at once, and ends
  --json                  says as JSON what runs
  --help                  shows this

Secrets come from the environment, never from the file or the command line:
  CLEENG_PUBLISHER_TOKEN  API key of Cleeng's dashboard
  CLEENG_WEBHOOK_SECRETS  one or several, by commas, of 16 to 64 bytes each
  MOTTO_TOKEN, RMG_USERNAME, RMG_PASSWORD, or what the entries of the file name
  CLEENG_BRIDGE_DATABASE  instead of --database

A platform that refuses, such as one with a Cleeng integration of its own or a token that
has ended, is told nothing and keeps no other from working: it is named at the start and
in the status, is asked again each minute, and what waited for it goes on then.

SIGTERM and Ctrl+C finish the customers and answers under way.

Exit codes: 0 it was ended, 1 it failed (the file is wrong, the port is taken, another
process has the folder, Cleeng refuses), 2 it was called wrongly.`;

/** The file with what is doubtful of it as warnings. A Cleeng or a platform that is away keeps no bridge from starting, since deliveries are to be taken. */
async function cleared(file: BridgeFile, surroundings: Parameters<typeof tryOut>[1]): Promise<BridgeFile> {
  const { doubts } = await tryOut(file, surroundings);
  const lines = describeDoubts(file, doubts);
  if (doubts.some(({ grave }) => grave)) throw new Error(lines.join('\n'));
  return { ...file, warnings: [...file.warnings, ...lines] };
}

/** `cleeng-gate bridge run` */
export const run: Command = {
  name: 'run',
  summary: 'keep rights on other platforms what Cleeng says',
  help,
  async run(args, print) {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      args,
      options: {
        ...placeOptions, 'port': { ...text, default: '8790' }, 'host': { ...text, default: '127.0.0.1' }, 'workers': { ...text, default: '4' },
        'metrics-port': text, 'metrics-host': { ...text, default: '127.0.0.1' }, 'dry-run': { type: 'boolean', default: false },
      },
    });
    const log = jsonLog((line) => { process.stderr.write(`${line}\n`); }, levelOf(values.log ?? 'info'));
    const [environ, clock] = [process.env, systemClock];
    const place = placeOf(values, environ);
    const { 'metrics-port': metricsPort } = values;
    const where = {
      port: numberOf('port', values.port, 65_535), host: values.host, workers: numberOf('workers', values.workers, 1000) || 1,
      metricsPort: metricsPort === undefined ? undefined : numberOf('metrics-port', metricsPort, 65_535), metricsHost: values['metrics-host'],
    };
    const examined = examineBridgeFile(textOf(place.file), place.file, { environ, clock });
    if (values['dry-run']) return rehearse(examined, place, { environ, clock, json: values.json, print });
    const file = await cleared(demandUsable(examined), { environ, clock });
    if (!values.json && isNew(place)) print(`Making its state in ${place.data}; the first time this takes ten seconds or so …`);
    const { report, closed } = await startBridge(file, place, where, { environ, clock, log });
    print(values.json ? JSON.stringify(report) : describeReport(report));
    await closed;
    return 0;
  },
};
