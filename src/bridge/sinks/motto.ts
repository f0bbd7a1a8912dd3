import { systemClock } from '../../mediastore/clock.js';
import { readAddress } from '../../sources/options.js';
import { readSecret } from '../../sources/secret.js';
import type { CallOptions } from '../../sources/source.js';
import { SinkError, type Applied, type Complaint, type Observed, type Right, type Sink } from '../sink.js';
import { assertion, createExchange, inspection, setback } from './exchange.js';
import { createLimit } from './limit.js';
import { createMottoApi } from './motto-api.js';
import { ended, endOf, equal, isOpen, ownerOf, toEntitlement, type ConcurrencyLimit, type Entitlement } from './motto-entitlement.js';
import { readConcurrencyLimit, readMottoRow, type MottoOptions } from './motto-options.js';

/** The row that counts among those of one user and offer: ours before others', and of those the one that lasts longest. */
function foremost(rows: readonly Entitlement[]): Entitlement | undefined {
  const rank = (row: Entitlement): number => ['other', 'undetermined', 'us'].indexOf(ownerOf(row));
  return [...rows].sort((one, other) => rank(other) - rank(one) || (endOf(other) ?? Infinity) - (endOf(one) ?? Infinity))[0];
}

/**
 * Motto: rights as entitlements of its Studio API. There an upsert is the only write; a row has no id and cannot be
 * taken away, so it is ended by a moment that has passed. Each write is preceded by a look, and a row whose
 * `source_type` is set and not ours is left alone. Nothing is written beside Motto's own Cleeng integration.
 *
 * @throws TypeError when an option cannot be used
 * @see https://docs.mottostreaming.com/reference/studio-api/monetization/entitlements/v1/upsert-entitlement
 * @example
 * mottoSink({ projectId: 'the-lamp', token: process.env.MOTTO_TOKEN, concurrencyLimit: 3 })
 */
export function mottoSink(options: MottoOptions): Sink {
  const { name = 'motto', clock = systemClock, fetch, deadline, projectId, token, takeOver = false, cleengIntegration, perSecond = 20 } = options;
  if (!/^[\w-]{1,100}$/.test(projectId)) throw new TypeError(`${name}: projectId takes the short id of a Motto project, such as my-project`);
  const base = readAddress(`${name}: base`, options.base ?? 'https://api.mottostreaming.com', fetch !== undefined);
  const always = options.concurrencyLimit === undefined ? undefined : readConcurrencyLimit(`${name}: concurrencyLimit`, options.concurrencyLimit);
  const secret = typeof token === 'function' ? token : readSecret(`${name}: token`, token);
  const api = createMottoApi({
    exchange: createExchange({ fetch, clock, deadline, limit: createLimit(perSecond, clock) }), base, projectId,
    token: typeof secret === 'function' ? secret : () => secret,
  });
  const now = (): number => Math.floor(clock.now() / 1000);

  let alone = false;
  /** Makes sure, once, that Motto does not write the same rows by itself. */
  const makeSure = async (call?: CallOptions): Promise<void> => {
    if (alone) return;
    const integrated = await api.hasCleengIntegration(call);
    const refuse = (why: string): never => { throw new SinkError({ code: 'misconfigured', message: why }); };
    if (integrated) refuse(`project ${projectId} has Motto's own Cleeng integration, and two that write the same entitlements undo each other; remove that integration, or this sink`);
    // Nothing of a project that is not there, or not ours, is told either.
    if (integrated === undefined) await api.offers(call);
    if (integrated === undefined && cleengIntegration !== 'none') refuse(`Motto does not tell whether project ${projectId} has a Cleeng integration of its own; look in its Studio, and where there is none write cleengIntegration: "none"`);
    alone = true;
  };

  const noOffer = (target: string): Complaint => ({ code: 'no-product', message: `project ${projectId} has no offer ${target}` });
  const noLimit = (target: string): Complaint =>
    ({ code: 'misconfigured', message: `offer ${target} has no concurrency_limit; write concurrencyLimit, a number or "unlimited"` });
  const offerLimits = new Map<string, ConcurrencyLimit>();
  const limitOf = async ({ row, target }: Right, call?: CallOptions): Promise<ConcurrencyLimit> => {
    const known = (row['concurrencyLimit'] as ConcurrencyLimit | undefined) ?? always ?? offerLimits.get(target);
    if (known !== undefined) return known;
    const offers = await api.offers(call);
    for (const [offer, limit] of offers) if (limit !== null) offerLimits.set(offer, limit);
    const limit = offers.get(target);
    if (limit === undefined) throw new SinkError(noOffer(target));
    if (limit === null) throw new SinkError(noLimit(target));
    return limit;
  };

  const observed = (row: Entitlement): Observed => ({ remoteId: null, active: isOpen(row, now()), validUntil: endOf(row), owner: ownerOf(row) });
  const find = async ({ account, target }: Right, call?: CallOptions): Promise<readonly Entitlement[]> => {
    if (!account || /\p{Cc}/u.test(account)) throw new SinkError({ code: 'no-account', message: 'the user_id is empty or has control characters' });
    return api.find(account, target, call);
  };
  const mayWrite = (row: Entitlement): boolean => takeOver || ownerOf(row) !== 'other';
  /** What is to be left alone; undefined when the way is free. */
  const foreign = (rows: readonly Entitlement[]): Applied | undefined => {
    const row = foremost(rows);
    return row && !mayWrite(row) ? { outcome: 'foreign', observed: observed(row) } : undefined;
  };

  return {
    name,
    traits: { identity: 'natural-key', revokesBy: 'expiry' },
    readRow: readMottoRow,
    facet: () => '',
    rowOf: ({ account, target }) => JSON.stringify([account, target]),
    async start(call) {
      try {
        await makeSure(call);
      } catch (error) {
        // What passes by itself must not keep the other sinks from starting; the first write looks again.
        if (!(error instanceof SinkError)) throw error;
        const { problem } = error;
        if (problem.status === 401 || setback(problem).outcome === 'stuck') throw new SinkError({ ...problem, message: `${name}: ${problem.message}` }, { cause: error });
      }
    },
    inspect: async (rows, call) => inspection(async () => {
      const offers = await api.offers(call);
      return rows.flatMap(({ target, row }): Complaint[] => {
        if (!offers.has(target)) return [{ ...noOffer(target), target, known: [...offers.keys()] }];
        const limited = row['concurrencyLimit'] !== undefined || always !== undefined || offers.get(target) !== null;
        return limited ? [] : [{ ...noLimit(target), target }];
      });
    }),
    grant: async (right, call) => assertion(async () => {
      await makeSure(call);
      const rows = await find(right, call);
      const left = foreign(rows);
      if (left) return left;
      const wanted = toEntitlement(projectId, right, await limitOf(right, call));
      if (rows.some((row) => equal(row, wanted))) return { outcome: 'unchanged', remoteId: null };
      await api.upsert(wanted, call);
      return { outcome: 'applied', remoteId: null };
    }),
    revoke: async (right, call) => assertion(async () => {
      await makeSure(call);
      const rows = await find(right, call);
      const open = rows.filter((row) => isOpen(row, now()) && mayWrite(row));
      // More than one where Motto keeps rows apart by their source.
      for (const row of open) await api.upsert(ended(row, now()), call);
      return open.length ? { outcome: 'applied', remoteId: null } : (foreign(rows) ?? { outcome: 'unchanged', remoteId: null });
    }),
    async observe(right, call) {
      const row = foremost(await find(right, call));
      return row ? observed(row) : null;
    },
  };
}
