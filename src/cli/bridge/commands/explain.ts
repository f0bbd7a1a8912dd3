import { parseArgs } from 'node:util';
import { UsageError, type Command } from '../../command.js';
import { withAdmin } from '../admin/find.js';
import { customersOf, placeHelp, placeOf, placeOptions } from '../flags.js';
import { describeExplanation } from '../telling/explanation.js';

const help = `Usage: cleeng-gate bridge explain <customer> [--json]

Says why a customer has or lacks a right on each platform, and what the bridge does
next. A customer is Cleeng's number of one. Cleeng is not asked about access: it is
what the bridge knows; cleeng-gate bridge replay <customer> makes it look anew.

${placeHelp}
  --json                  prints everything as JSON
  --help                  shows this

Exit codes: 0 done, 1 the bridge has never heard of the customer, Cleeng does not know
the customer or it could not be read, 2 called wrongly.`;

/** `cleeng-gate bridge explain` */
export const explain: Command = {
  name: 'explain',
  summary: 'say why a customer has or lacks a right',
  help,
  async run(args, print) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: placeOptions });
    const [customer, ...more] = customersOf(positionals);
    if (customer === undefined || more.length) throw new UsageError('explain takes one customer, by Cleeng\'s number');
    const explanation = await withAdmin(placeOf(values, process.env), values.log, async (admin) => admin.explain(customer), { begins: false });
    print(values.json ? JSON.stringify(explanation, null, 2) : describeExplanation(explanation, Math.floor(Date.now() / 1000)));
    return explanation.customer && explanation.known !== false ? 0 : 1;
  },
};
