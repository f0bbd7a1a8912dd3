#!/usr/bin/env node
import { bridge } from './cli/bridge.js';
import { check } from './cli/check.js';
import { UsageError } from './cli/command.js';
import { guard } from './cli/guard.js';
import { keygen } from './cli/keygen.js';
import { likely } from './cli/likely.js';
import { seal } from './cli/seal.js';
import { simulate } from './cli/simulate.js';
import { version } from './version.js';

const commands = [simulate, guard, bridge, check, seal, keygen];

const help = `Usage: cleeng-gate <command> [options]

${commands.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`).join('\n')}

cleeng-gate <command> --help tells more. Version ${version}.`;

const print = (line: string): void => { process.stdout.write(`${line}\n`); };
const complain = (line: string): void => { process.stderr.write(`cleeng-gate: ${line}\n`); };

/** Exit codes: 0 done, 1 it failed or found something, 2 it was called wrongly. */
async function main([name, ...args]: string[]): Promise<number> {
  if (!name || name === '--help' || name === '-h') return print(help), name ? 0 : 2;
  if (name === '--version') return print(version), 0;
  const command = commands.find((one) => one.name === name);
  if (!command) return complain(`there is no command "${name}". There is: ${commands.map((one) => one.name).join(', ')}.`), 2;
  if (args.includes('--help') || args.includes('-h')) return print(command.helpFor?.(args) ?? command.help), 0;
  try {
    return await command.run(args, print);
  } catch (error) {
    const wrong = error instanceof UsageError || String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
    complain(error instanceof Error ? error.message : String(error));
    const meant = likely(error, command.helpFor?.(args) ?? command.help);
    if (meant) complain(`did you mean ${meant}?`);
    if (wrong) complain(`see cleeng-gate ${command.calledFor?.(args) ?? name} --help`);
    return wrong ? 2 : 1;
  }
}

// Whoever read has left, as head does; there is nobody to tell.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => { process.exit(code === 'EPIPE' ? 0 : 1); });

process.exitCode = await main(process.argv.slice(2));
