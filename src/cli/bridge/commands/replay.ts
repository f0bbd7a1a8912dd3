import { parseArgs } from 'node:util';
import { UsageError, type Command } from '../../command.js';
import { withAdmin } from '../admin/find.js';
import { customersOf, placeHelp, placeOf, placeOptions } from '../flags.js';

const help = `Usage: cleeng-gate bridge replay <customer>… [--since 2h] [--dry-run]

Makes the bridge look at customers again as if Cleeng had just told of them: it asks
what is true now, and asserts it on each platform. Nothing that was delivered is acted
upon, so this is safe at any time.

  --since <time>          also everybody of whom deliveries have come since then: 2h, 3d,
                          or a date such as 2026-11-21T12:00:00Z
  --dry-run               says how many, and changes nothing
${placeHelp}
  --json                  prints {customers, dryRun}
  --help                  shows this

Cleeng takes each question about access for a visit of the customer: replay who needs
it, not everybody.

Exit codes: 0 done, 1 it failed, 2 called wrongly.`;

const units: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

/** Unix seconds of a moment, or of so long before now. */
function sinceOf(value: string, now: number): number {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(value) ?? [];
  if (count !== undefined && unit !== undefined) return now - Number(count) * units[unit]!;
  const date = Date.parse(value);
  if (Number.isNaN(date)) throw new UsageError(`--since takes a time such as 2h or 3d, or a date such as 2026-11-21T12:00:00Z, not "${value}"`);
  return Math.floor(date / 1000);
}

/** When they are looked at. */
const looks = (works: boolean | null): string =>
  (works ? 'the bridge that runs looks at them now' : works === null ? 'a bridge on this database looks at them now, or as soon as one runs' : 'the bridge looks at them as soon as it runs');

/** `cleeng-gate bridge replay` */
export const replay: Command = {
  name: 'replay',
  summary: 'look at customers again',
  help,
  async run(args, print) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { ...placeOptions, 'since': { type: 'string' }, 'dry-run': { type: 'boolean', default: false } } });
    const customers = customersOf(positionals);
    const since = values.since === undefined ? null : sinceOf(values.since, Math.floor(Date.now() / 1000));
    if (!customers.length && since === null) throw new UsageError('replay takes customers by Cleeng\'s number, or --since');
    const dryRun = values['dry-run'];
    const { count, works } = await withAdmin(placeOf(values, process.env), values.log, async (admin) => ({ count: await admin.replay({ customers, since }, { dryRun }), works: admin.works }));
    const people = `${count} customer${count === 1 ? '' : 's'}`;
    print(values.json ? JSON.stringify({ customers: count, dryRun }) : dryRun ? `${people} would be looked at again.` : `${people} marked; ${looks(works)}.`);
    return 0;
  },
};
