import { parseArgs } from 'node:util';
import type { WhichOrphans } from '../../../bridge/orphans.js';
import { UsageError, type Command } from '../../command.js';
import { withAdmin } from '../admin/find.js';
import { placeHelp, placeOf, placeOptions } from '../flags.js';
import { describeOrphans } from '../telling/orphans.js';
import { screenOf } from '../telling/table.js';

const help = `Usage: cleeng-gate bridge orphans [--json]
       cleeng-gate bridge orphans --revoke | --leave <sink>[/<target>] [--dry-run]

Shows rights that the bridge gave and that no row of the file gives any more. Those of
a sink that is in the file end with the next sweep, under its brake. Those of a sink
that is not are out of the bridge's reach and stay: for ever, where they have no end.

  --revoke <sink>         takes them now, without the brake; the sink must be in the file,
                          where it needs no rights
  --leave <sink>          forgets them; the platform keeps them as long as they last there
  <sink>/<target>         those of one target alone
  --dry-run               says how many, and changes nothing
${placeHelp}
  --json                  prints them, or {revoke | leave, rights, dryRun}
  --help                  shows this

Exit codes: 0 done, or there are none; 1 there are some, or it failed; 2 called wrongly.`;

/** What somebody typed: a sink, and perhaps one of its targets, which may hold slashes itself. */
function whichOf(value: string): WhichOrphans {
  const at = value.indexOf('/');
  return at < 0 ? { sink: value } : { sink: value.slice(0, at), target: value.slice(at + 1) };
}

/** `cleeng-gate bridge orphans` */
export const orphans: Command = {
  name: 'orphans',
  summary: 'show, revoke or leave what no row of the file gives any more',
  help,
  async run(args, print) {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ args, options: { ...placeOptions, 'revoke': text, 'leave': text, 'dry-run': { type: 'boolean', default: false } } });
    const { revoke, leave, json, 'dry-run': dryRun } = values;
    if (revoke !== undefined && leave !== undefined) throw new UsageError('rights are revoked or left, not both');
    const place = placeOf(values, process.env);
    const which = revoke ?? leave;
    if (which === undefined) {
      const found = await withAdmin(place, values.log, async (admin) => (await admin.status()).orphans);
      print(json ? JSON.stringify(found, null, 2) : describeOrphans(found, screenOf(process.stdout, process.env)) || 'Every right that stands has its row in the file.');
      return found.length ? 1 : 0;
    }
    const verdict = revoke === undefined ? 'leave' : 'revoke';
    const rights = await withAdmin(place, values.log, async (admin) => admin.dismiss(whichOf(which), verdict, { dryRun }));
    print(json ? JSON.stringify({ [verdict]: which, rights, dryRun }) : `${rights} rights ${dryRun ? 'would' : 'will'} ${verdict === 'revoke' ? 'be revoked now' : 'be left as they are, and forgotten'}.`);
    return 0;
  },
};
