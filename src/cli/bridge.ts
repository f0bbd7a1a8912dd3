import { explain } from './bridge/commands/explain.js';
import { orphans } from './bridge/commands/orphans.js';
import { replay } from './bridge/commands/replay.js';
import { run } from './bridge/commands/run.js';
import { status } from './bridge/commands/status.js';
import { sweep } from './bridge/commands/sweep.js';
import { webhooks } from './bridge/commands/webhooks.js';
import { nearest } from '../check/nearest.js';
import { UsageError, type Command } from './command.js';

const commands = [run, status, sweep, explain, replay, orphans, webhooks];

const help = `Usage: cleeng-gate bridge <command> [options]

Keeps rights on other platforms, such as Motto and NAGRA Rights Manager, what Cleeng
says they are.

${commands.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`).join('\n')}

cleeng-gate bridge <command> --help tells more.`;

const find = (name: string | undefined): Command | undefined => commands.find((one) => one.name === name);

/** `cleeng-gate bridge` */
export const bridge: Command = {
  name: 'bridge',
  summary: 'keep rights on other platforms what Cleeng says',
  help,
  helpFor: ([name]) => find(name)?.help ?? help,
  calledFor: ([name]) => (find(name) ? `bridge ${name}` : 'bridge'),
  async run([name, ...args], print) {
    const command = find(name);
    if (command) return command.run(args, print);
    const meant = nearest(name ?? '', commands.map((one) => one.name));
    if (name !== undefined && meant) throw new UsageError(`there is no command "bridge ${name}". Did you mean "${meant}"?`);
    throw new UsageError(`bridge takes one of ${commands.map((one) => one.name).join(', ')}`);
  },
};
