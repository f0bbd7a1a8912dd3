import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { bridgeTopics, describeChange, type TopicChange, type Wish } from '../../../bridge/webhook-plan.js';
import { createWebhookSetup, type TopicResult } from '../../../bridge/webhook-setup.js';
import { systemClock } from '../../../mediastore/clock.js';
import { UsageError, type Command } from '../../command.js';
import { readBridgeFile } from '../file/read.js';
import type { Settings } from '../file/schema.js';
import { webhookSecrets } from '../file/secrets.js';
import { placeOptions } from '../flags.js';
import { webhookPath } from '../front.js';
import { coreOptions } from '../core.js';
import { table, screenOf } from '../telling/table.js';

const help = `Usage: cleeng-gate bridge webhooks [--url https://bridge.example.com] [--yes]

Subscribes the bridge to Cleeng's webhooks. It reads what is there, shows the
difference, asks, writes, and reads again. Cleeng replaces all endpoints of a topic
with each write, so the others are written back as they were; where one of them has a
secret, which Cleeng does not show, the topic is left alone.

  --url <address>         where Cleeng reaches the bridge, without ${webhookPath};
                          default webhooks.url of the file
  --renew-secret          writes the secret again, after CLEENG_WEBHOOK_SECRETS has changed:
                          the first of them is what Cleeng signs with
  --dry-run               shows the difference, and ends
  --yes                   does not ask, for pipelines
  --file <file>           default bridge.json
  --data, --database, --log  taken as by the other commands, and not needed: this one speaks
                          to Cleeng alone
  --json                  prints the difference, and what became of it
  --help                  shows this

Exit codes: 0 all topics are as they should be, 1 some are not or it failed, 2 called
wrongly.`;

function wishOf({ webhooks }: Settings, url: string | undefined, renewSecret: boolean): Wish {
  const base = url ?? webhooks.url;
  if (base === undefined || !URL.canParse(base)) throw new UsageError('--url is missing; write where Cleeng reaches the bridge, such as --url https://bridge.example.com');
  const address = base.endsWith(webhookPath) ? base : `${base.replace(/\/+$/, '')}${webhookPath}`;
  const secret = (process.env[webhookSecrets] ?? '').split(',')[0]!.trim();
  if (Buffer.byteLength(secret) < 16 || Buffer.byteLength(secret) > 64) throw new UsageError(`${webhookSecrets} has 16 to 64 bytes for each secret`);
  return { url: address, topics: bridgeTopics, secret, renewSecret, ...(webhooks.retryPolicy && { retryPolicy: webhooks.retryPolicy }) };
}

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('there is nobody to ask; write --yes to go ahead, or --dry-run to look');
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question('Write this? [y/N] ')).trim());
  } finally {
    asking.close();
  }
}

/** Without what signs, which is a secret. */
const shownChange = ({ topic, change, reason, after }: TopicChange): object => ({ topic, change, ...(reason && { reason }), endpoints: after.map(({ url }) => url) });
const isWell = ({ outcome }: TopicResult): boolean => outcome === 'unchanged' || outcome === 'written';

const noRetries = 'Without webhooks.retryPolicy in the file, Cleeng sends a delivery that failed never again; the next sweep finds what it was about.';

function outcome(results: readonly TopicResult[], open: boolean): string {
  if (!results.length) return open ? 'Nothing was written.' : 'Nothing is to be written.';
  return table(['topic', 'outcome', ''], results.map(({ topic, outcome: what, message = '' }) => [topic, what, message]), screenOf(process.stdout, process.env));
}

/** `cleeng-gate bridge webhooks` */
export const webhooks: Command = {
  name: 'webhooks',
  summary: 'subscribe to Cleeng’s webhooks, beside whoever is there',
  help,
  async run(args, print) {
    const flag = { type: 'boolean', default: false } as const;
    const { values } = parseArgs({ args, options: { ...placeOptions, 'url': { type: 'string' }, 'renew-secret': flag, 'dry-run': flag, 'yes': flag } });
    const { settings } = readBridgeFile(values.file, { environ: process.env, clock: systemClock });
    const setup = createWebhookSetup(coreOptions(settings, { environ: process.env, clock: systemClock }));
    const wish = wishOf(settings, values.url, values['renew-secret']);
    const changes = await setup.plan(wish);
    if (!values.json) for (const change of changes) print(describeChange(change).join('\n'));
    const open = changes.some(({ change }) => change === 'add' || change === 'update');
    const write = open && !values['dry-run'] && (values.yes || (await agreed()));
    const results: TopicResult[] = [];
    if (write) for await (const result of setup.apply(changes)) results.push(result);
    if (values.json) print(JSON.stringify({ url: wish.url, changes: changes.map(shownChange), results }));
    else print(`\n${outcome(results, open)}${wish.retryPolicy ? '' : `\n\n${noRetries}`}`);
    if (write) return results.every(isWell) ? 0 : 1;
    return changes.every(({ change }) => change === 'none') || values['dry-run'] ? 0 : 1;
  },
};
