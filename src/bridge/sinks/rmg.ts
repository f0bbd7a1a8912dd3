import { systemClock } from '../../mediastore/clock.js';
import type { CallOptions } from '../../sources/source.js';
import { SinkError, type Applied, type Observed, type Right, type Sink, type SinkProblem } from '../sink.js';
import { createExchange, inspection, setback } from './exchange.js';
import { createLimit } from './limit.js';
import { createRmgApi, type Change, type RmgApi } from './rmg-api.js';
import { billingOf, earlierIdsOf, endOf, expiryOf, isAbout, isOpen, reaches, remoteIdOf, toCreation, type Standing } from './rmg-entitlement.js';
import { readRmgOptions, type RmgOptions } from './rmg-options.js';
import { facetOf, readRmgRow, type RmgRow } from './rmg-row.js';
import { createOperatorTokens } from './rmg-token.js';

const isRelative = ({ row }: Right): boolean => (row as RmgRow).validityType === 'RELATIVE';

/** Whose fault a refused creation is, as far as its words tell; the codes are in a document for customers only. */
function explained(refused: SinkProblem): SinkProblem {
  const { message } = refused;
  const missing = /not found|not exist|n't exist|unknown|no such/i.test(message);
  if (missing && /account/i.test(message)) return { ...refused, code: 'no-account', message: `Rights Manager does not know the account; create it there, or correct the mapping's accounts (${message})` };
  if (missing && /product/i.test(message)) return { ...refused, code: 'no-product', message: `Rights Manager does not know the product; correct the mapping's target (${message})` };
  if (missing && /device/i.test(message)) return { ...refused, code: 'no-device', message: `Rights Manager does not know the device for this account (${message})` };
  return { ...refused, code: 'rejected' };
}
const saysTaken = ({ status, message }: SinkProblem): boolean => status === 409 || (/\bexists\b|duplicate/i.test(message) && !/not exist/i.test(message));

/** Runs an assertion so that only an abort rejects. A token that stays refused is for a person, whatever the status. */
async function assertion(run: () => Promise<Applied>): Promise<Applied> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof SinkError)) throw error;
    return error.problem.code === 'credentials' ? { outcome: 'stuck', problem: error.problem } : setback(error.problem);
  }
}

/**
 * NAGRA's Rights Manager: rights as entitlements under ids of our making, so that any assertion can be repeated. A
 * change comes first, a creation only where it met nothing, and what a refusal means is read back and not guessed from
 * codes that nobody may publish. `validFrom` is never moved; under `RELATIVE` neither is `expiryDate`, because there it
 * bounds a rental and does not roll. Rights are taken by `UNSUBSCRIBED`, in every generation that there was.
 *
 * @throws TypeError when an option cannot be used
 * @see https://nagradocs.scrollhelp.site/opentv-docs/24.38_Q3/Default/adding-a-product-entitlement-to-an-account-deploym
 * @example
 * rmgSink({ base: 'https://operator.example:8443', tenant: 'operator-tv', environment: 'production', publisherId: '123456789',
 *   username: 'crm_client_user', password: process.env.RMG_PASSWORD, clientId: 'crm_client' })
 */
export function rmgSink(options: RmgOptions): Sink {
  const { name, via, route, tokenUrl, credentials } = readRmgOptions(options);
  const { clock = systemClock, fetch, deadline, perSecond = 20 } = options;
  const exchange = createExchange({ fetch, clock, deadline, limit: createLimit(perSecond, clock) });
  const tokens = createOperatorTokens({ clock, exchange: createExchange({ fetch, clock, deadline }), tokenUrl, credentials });
  const apiFor = (call: CallOptions | undefined): RmgApi => createRmgApi({ exchange, tokens, route, call });
  const now = (): number => Math.floor(clock.now() / 1000);

  const idOf = (right: Right): string => {
    if (!right.account || /\p{Cc}/u.test(right.account)) throw new SinkError({ code: 'no-account', message: 'the accountId is empty or has control characters' });
    return remoteIdOf(right, options);
  };
  const observed = (row: Standing, right: Right): Observed =>
    ({ remoteId: row.id, active: isOpen(row, now()), validUntil: endOf(row), owner: isAbout(row, right) ? 'us' : 'other' });
  const byId = async (api: RmgApi, id: string): Promise<Standing | undefined> => (await api.find({ _id: id })).at(0);

  /** What a row that was there already amounts to for a grant. */
  const judge = (row: Standing, right: Right): Applied => {
    if (!isAbout(row, right)) return { outcome: 'foreign', observed: observed(row, right) };
    if (row.status !== 'SUBSCRIBED') return { outcome: 'again', problem: { code: 'conflict', message: `the entitlement is ${row.status ?? 'without a status'} right after it was subscribed` } };
    if (reaches(row, right)) return { outcome: 'unchanged', remoteId: row.id };
    return { outcome: 'stuck', problem: { code: 'rejected', message: 'Rights Manager took a new expiryDate and kept the old one; ask its operator whether a PUT may move dates' } };
  };
  /**
   * A later end under `RELATIVE` is another rental. One that was never looked at lends it its entitlement; what has
   * been viewed, or is over, is spent, and the next generation is needed.
   */
  const rentAgain = async (api: RmgApi, right: Right, row: Standing): Promise<Applied> => {
    const spent = row.fields['firstView'] !== undefined || !isOpen({ ...row, validFrom: null }, now());
    if (spent) return { outcome: 'archived' };
    const moved = await api.change(row.id, { status: 'SUBSCRIBED', expiryDate: expiryOf(right), ...billingOf(right) });
    return moved?.modified ? { outcome: 'applied', remoteId: row.id } : judge(row, right);
  };

  const create = async (api: RmgApi, right: Right, id: string): Promise<Applied> => {
    const created = await api.create(toCreation(right, options));
    if ('id' in created) return created.id === id ? { outcome: 'applied', remoteId: id } : withdraw(api, created.id);
    const row = await byId(api, id);
    // Somebody was quicker: a worker of ours, or this very request on another way. A change finds it the next time.
    if (row && isAbout(row, right) && !reaches(row, right)) return { outcome: 'again', problem: { code: 'conflict', message: 'the entitlement was created at the same moment' } };
    if (row) return judge(row, right);
    if (!saysTaken(created.refused)) return { outcome: 'stuck', problem: explained(created.refused) };
    const others = await api.find({ accountId: right.account, productId: right.target });
    const open = others.find((one) => isOpen(one, now()));
    return open ? { outcome: 'foreign', observed: { ...observed(open, right), owner: 'other' } } : { outcome: 'archived' };
  };
  /** An entitlement that does not bear our id could not be found again to be taken away. */
  const withdraw = async (api: RmgApi, id: string): Promise<Applied> => {
    await api.change(id, { status: 'UNSUBSCRIBED' });
    return { outcome: 'stuck', problem: { code: 'rejected', message: 'Rights Manager does not keep the _id that it is sent, so the entitlement was unsubscribed at once; ask its operator' } };
  };

  const revokeOne = async (api: RmgApi, right: Right, id: string): Promise<Applied> => {
    const changed = await api.change(id, { status: 'UNSUBSCRIBED' });
    if (changed) return { outcome: changed.modified ? 'applied' : 'unchanged', remoteId: id };
    const row = await byId(api, id);
    if (row && !isAbout(row, right)) return { outcome: 'foreign', observed: observed(row, right) };
    if (row && isOpen(row, now())) return { outcome: 'again', problem: { code: 'conflict', message: 'the entitlement is listed, and a change does not find it' } };
    if (!row && !(await api.readable())) return { outcome: 'stuck', problem: { code: 'rejected', status: 404, message: 'answered 404 to everything; look at the tenant' } };
    return { outcome: 'unchanged', remoteId: id };
  };

  /** What still stands open under ids of generations before: one that was taken for archived may have been out of sight only. */
  const earlier = async (api: RmgApi, right: Right): Promise<readonly string[]> => {
    if (!right.generation) return [];
    const ids = earlierIdsOf(right, options);
    const rows = await api.find({ accountId: right.account, productId: right.target });
    return rows.filter((row) => ids.has(row.id) && isOpen({ ...row, validFrom: null }, now())).map(({ id }) => id);
  };

  return {
    name,
    traits: { identity: 'client-id', revokesBy: 'status' },
    readRow: (row) => readRmgRow(row, via),
    facet: (row) => facetOf(row),
    rowOf: (right) => remoteIdOf(right, options, 0),
    async start(call) {
      try {
        await apiFor(call).readable();
      } catch (error) {
        // What passes by itself must not keep the other sinks from starting.
        if (!(error instanceof SinkError)) throw error;
        const { code, message } = error.problem;
        if (code === 'credentials' || setback(error.problem).outcome === 'stuck') throw new Error(`${name}: ${message}`, { cause: error });
      }
    },
    inspect: async (_, call) => inspection(async () => ((await apiFor(call).missesTenant())
      ? [{ code: 'rejected', message: `Rights Manager does not know the tenant ${route.tenant ?? ''}; correct tenant` }] : []), false),
    grant: async (right, call) => assertion(async () => {
      const [api, id] = [apiFor(call), idOf(right)];
      const change: Change = { status: 'SUBSCRIBED', ...(!isRelative(right) && { expiryDate: expiryOf(right) }), ...billingOf(right) };
      const changed = await api.change(id, change);
      if (!changed) return create(api, right, id);
      // That something was modified proves a new end only where nothing else could have been.
      if (changed.modified && !isRelative(right) && !change.lastBilledDate) return { outcome: 'applied', remoteId: id };
      const row = await byId(api, id);
      if (!row) return { outcome: 'again', problem: { code: 'conflict', message: 'the entitlement was changed, and the list does not show it' } };
      if (isRelative(right) && isAbout(row, right) && row.status === 'SUBSCRIBED' && !reaches(row, right)) return rentAgain(api, right, row);
      const judged = judge(row, right);
      return judged.outcome === 'unchanged' && changed.modified ? { ...judged, outcome: 'applied' } : judged;
    }),
    revoke: async (right, call) => assertion(async () => {
      const api = apiFor(call);
      const answers = [await revokeOne(api, right, idOf(right))];
      for (const id of await earlier(api, right)) answers.push(await revokeOne(api, right, id));
      const settled = ({ outcome }: Applied): boolean => outcome === 'applied' || outcome === 'unchanged';
      return answers.find((answer) => !settled(answer)) ?? answers.find(({ outcome }) => outcome === 'applied') ?? answers[0]!;
    }),
    async observe(right, call) {
      const row = await byId(apiFor(call), idOf(right));
      return row ? observed(row, right) : null;
    },
  };
}
