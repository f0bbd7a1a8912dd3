import { parseArgs } from 'node:util';
import { check as checkPage } from '../check/check.js';
import { UsageError, type Command } from './command.js';
import { describe, type FindingInFile } from './findings.js';
import { readSource, type Source } from './source.js';

const help = `Usage: cleeng-gate check <file or URL>… [--json]

Reads pages and says what is wrong with the gates on them, where, and what to write instead:
premium that can be read without script, a missing style sheet or script, an unknown
attribute or slot, a bad offer id, structured data that speaks of something else, and more.
Check a page as it is served; a template or an include is half a page. Nothing on it is run,
and nothing that it names is fetched.

  -         reads a page from standard input
  --json    prints a list of {file, line, column, severity, rule, message, instead}
  --help    shows this

A link to a style sheet and a script tag that hold the gate's among others
are marked with data-cleeng-gate.

Exit codes: 0 nothing worse than hints, 1 errors or warnings, 2 called wrongly
or a page could not be read.`;

const inFile = ({ name, text, address }: Source): FindingInFile[] =>
  checkPage(text, address).map((finding) => ({ file: name, ...finding }));

/** `cleeng-gate check` */
export const check: Command = {
  name: 'check',
  summary: 'say what is wrong with the gates on a page',
  help,
  async run(args, print) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' } },
    });
    if (!positionals.length) throw new UsageError('check takes at least one file or URL, or "-"');
    const readings = await Promise.allSettled(
      [...new Set(positionals)].map(async (name) => readSource(name)),
    );
    const sources = readings.flatMap((reading) => (reading.status === 'fulfilled' ? [reading.value] : []));
    const findings = sources.flatMap(inFile);
    if (values.json) print(JSON.stringify(findings, null, 2));
    else if (sources.length)
      {print(describe(findings, sources.length, process.stdout.isTTY && process.stdout.hasColors()));}
    const unread = readings.flatMap((reading) =>
      reading.status === 'rejected' ? [(reading.reason as Error).message] : [],
    );
    if (unread.length) throw new UsageError(unread.join('\n'));
    return findings.some(({ severity }) => severity !== 'hint') ? 1 : 0;
  },
};
