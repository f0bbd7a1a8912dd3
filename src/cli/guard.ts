import { jsonLog, type Log } from '../wire/log.js';
import { serve } from '../server/node/serve.js';
import type { Command } from './command.js';
import { onPort } from './port.js';
import { openCache } from './guard/cache.js';
import { readFlags } from './guard/flags.js';
import { serveMetrics } from './guard/metrics.js';
import { followOffers } from './guard/offers.js';
import { describeReport, reportOf } from './guard/report.js';
import { makeGuard } from './guard/settings.js';

const help = `Usage: cleeng-gate guard --environment sandbox --publisher-id 123456789
                         [--content ./premium --offers offers.json] [options]

Serves premium content, keys and verdicts to those of whom Cleeng says that they may
have them. Everybody else gets a refusal, and a 503 when it could not be found out.

  --environment <name>    sandbox or production; there is no default
  --publisher-id <digits> tokens for other publishers are refused
  --content <folder>      what is served under /content
  --offers <file>         which offers open what: { "news/one.html": ["S123456789_US"],
                          "films/**": ["P123456789"] }; the first match decides. Read
                          again when it changes, and on SIGHUP
  --port <number>         default 8789
  --host <address>        default 127.0.0.1, which this machine alone can reach
  --origin <origin>       a site on another origin whose pages may ask; repeatable
  --base <path>           path before the routes; default whatever precedes them
  --trust-proxy <number>  proxies in front that are yours; default 0
  --cache <redis://…>     verdicts that several guards share and a restart keeps
                          (needs ioredis); default in memory
  --api-base <url>        MediaStore, default the environment's
  --core-base <url>       Core API, default the environment's; /3.1 below --api-base
  --jwks-url <url>        keys that sign tokens, default the environment's
  --metrics-port <number> figures for Prometheus at /metrics (needs prom-client)
  --metrics-host <addr>   default 127.0.0.1
  --log <level>           debug, info (each request), warn or error, as lines of JSON
                          on the error stream; default info
  --json                  says as JSON what is served
  --help                  shows this

Secrets come from the environment, never from the command line:
  CLEENG_PUBLISHER_TOKEN  the Core API is asked first, and MediaStore with the reader's
                          own token where that could not find out; without it
                          MediaStore alone
  CLEENG_WEBHOOK_SECRETS  one or several, by commas; /webhooks/cleeng exists with them
  CLEENG_GATE_MASTERS     e1:<secret>,e2:<secret> as keygen makes them; /keys exists
                          with them

SIGTERM and Ctrl+C finish the answers under way, for up to ten seconds.

Exit codes: 0 it was ended, 1 it failed (the port is taken, the offers file is wrong),
2 it was called wrongly.`;

/** `cleeng-gate guard` */
export const guard: Command = {
  name: 'guard',
  summary: 'serve premium content to those who may have it',
  help,
  async run(args, print) {
    const flags = readFlags(args);
    const log = jsonLog((line) => { process.stderr.write(`${line}\n`); }, flags.level);
    const offers = flags.offers === undefined ? undefined : followOffers(flags.offers, tellOffers(log));
    const ends: (() => Promise<void> | void)[] = [() => offers?.close()];
    try {
      const cache = flags.cache === undefined ? undefined : await openCache(flags.cache, log);
      ends.push(async () => cache?.dispose());
      const figures = flags.metricsPort === undefined ? undefined : await serveMetrics(flags.metricsPort, flags.metricsHost);
      ends.push(async () => figures?.serving.close());
      const handler = makeGuard(flags, process.env, { log, offers, cache, metrics: figures?.metrics });
      ends.push(async () => handler.close());
      const { url, closed } = await onPort('--port', serve(handler, { port: flags.port, host: flags.host, signals: true }));
      const report = reportOf(flags, process.env, offers, { url, metrics: figures?.serving.url });
      print(flags.json ? JSON.stringify(report) : describeReport(report));
      const reload = (): void => { offers?.reload(); };
      process.on('SIGHUP', reload);
      ends.push(() => void process.off('SIGHUP', reload));
      // Asking for its health makes it fetch the keys, and says now what readers would hear later.
      void handler(new Request(`${report.url}/health`));
      await closed;
      return 0;
    } finally {
      for (const end of ends.reverse()) await end();
    }
  },
};

const tellOffers = (log: Log) => (problem: Error | undefined): void => {
  if (problem) log('error', 'offers.wrong', { problem: problem.message, instead: 'the table before goes on' });
  else log('info', 'offers.read');
};
