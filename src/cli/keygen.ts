import { parseArgs } from 'node:util';
import { isEpoch } from '../sealed/kid.js';
import { generateMaster, readMasters } from '../sealed/masters.js';
import { UsageError, type Command } from './command.js';

const help = `Usage: cleeng-gate keygen [--epoch e2] [--json]

Makes a new master, the secret that sealed content hangs on, and prints it as
<epoch>:<secret>. It writes no file and remembers nothing.

Guard and build both read it from CLEENG_GATE_MASTERS. To change it, put the new one
behind the old ones, separated by commas: what is sealed from then on is sealed with the
last, and what any listed one has sealed still opens. Give it to the guard first, then
seal anew (cleeng-gate seal --reseal), and take the old one away when
cleeng-gate seal --check finds nothing more that needs it.

  --epoch <name>  name of the master; default e1, or one that CLEENG_GATE_MASTERS lacks
  --json          prints {epoch, secret, masters}, with masters as the variable is to be
  --help          shows this`;

/** The first of e1, e2, … that is not in use. */
function nextEpoch(taken: readonly string[]): string {
  let number = taken.length + 1;
  while (taken.includes(`e${number}`)) number++;
  return `e${number}`;
}

function read(masters: string | undefined): readonly string[] {
  if (!masters) return [];
  try {
    return readMasters(masters).epochs;
  } catch (error) {
    throw new UsageError(`CLEENG_GATE_MASTERS is wrong; ${(error as Error).message}`);
  }
}

/** `cleeng-gate keygen` */
export const keygen: Command = {
  name: 'keygen',
  summary: 'make a new master for sealed content',
  help,
  async run(args, print) {
    const { values } = parseArgs({ args, options: { epoch: { type: 'string' }, json: { type: 'boolean' } } });
    const old = process.env.CLEENG_GATE_MASTERS;
    const taken = read(old);
    const epoch = values.epoch ?? nextEpoch(taken);
    if (!isEpoch(epoch)) throw new UsageError(`--epoch takes a letter and up to 31 letters, digits, "_" or "-", not "${epoch}"`);
    if (taken.includes(epoch)) throw new UsageError(`CLEENG_GATE_MASTERS has a master "${epoch}" already; choose another name`);
    const secret = generateMaster();
    const masters = [...(old ? [old] : []), `${epoch}:${secret}`].join(',');
    print(values.json ? JSON.stringify({ epoch, secret, masters }) : `${epoch}:${secret}`);
    if (!values.json) process.stderr.write(advice(taken));
    return Promise.resolve(0);
  },
};

const advice = (taken: readonly string[]): string => `
Whoever has this opens everything that is sealed with it. Keep it where you keep passwords;
never in a repository, never in a page. ${taken.length ? 'Put it behind the others, after a comma:' : 'Guard and build read it from the environment:'}

  CLEENG_GATE_MASTERS=${taken.map((epoch) => `${epoch}:…,`).join('')}<the line above>
${taken.length ? '\nGive it to the guard first, then seal anew: cleeng-gate seal --reseal <folder>\n' : '\nThen: cleeng-gate seal <folder>\n'}`;
