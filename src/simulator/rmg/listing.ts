import { Refused } from './answers.js';
import type { Entitlement } from './rows.js';

type Row = Readonly<Record<string, unknown>>;

/** A parameter that holds an object of JSON. */
function object(query: URLSearchParams, name: string): Row {
  const text = query.get(name);
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  } catch { /* said below */ }
  throw new Refused(400, `Invalid ${name}`);
}

/** The comparisons of a filter; strings of ISO 8601 in one zone compare as their dates. */
const comparisons: Readonly<Record<string, (value: unknown, other: unknown) => boolean>> = {
  $eq: (value, other) => value === other,
  $ne: (value, other) => value !== other,
  $in: (value, other) => Array.isArray(other) && other.includes(value),
  $gt: (value, other) => String(value) > String(other),
  $gte: (value, other) => String(value) >= String(other),
  $lt: (value, other) => String(value) < String(other),
  $lte: (value, other) => String(value) <= String(other),
};

function meets(row: Row, filter: Row): boolean {
  return Object.entries(filter).every(([name, wanted]) => {
    if (name === '$or') return Array.isArray(wanted) && wanted.some((one) => meets(row, one as Row));
    if (typeof wanted !== 'object' || wanted === null) return row[name] === wanted;
    return Object.entries(wanted).every(([operator, value]) => {
      if (!Object.hasOwn(comparisons, operator)) throw new Refused(400, `Invalid filter: ${operator}`);
      return comparisons[operator]!(row[name], value);
    });
  });
}

function sorted(rows: readonly Row[], sort: Row): Row[] {
  const [entry] = Object.entries(sort);
  if (!entry) return [...rows];
  const [name, direction] = entry;
  return [...rows].sort((one, other) => (String(one[name]) < String(other[name]) ? -1 : 1) * Number(direction));
}

const whole = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,6}$/.test(text)) throw new Refused(400, `Invalid ${name}`);
  return Number(text);
};

/** How many rows a page has at most, and when nothing is said. */
const most = 100;

/** How this deployment lists. */
export interface Listing {
  /** An object with `totalRecords` and `resourceSet`, or the bare array that some clients are written for. */
  readonly shape: 'envelope' | 'array';
  /** How it says that there is nothing. */
  readonly empty: 200 | 404;
}

/**
 * Answers `?filter={…}&limit&page&sort={…}&fields={…}`: pages count from 1 and need a limit, a limit of 0 asks for
 * the number alone.
 *
 * @throws Refused 400 and, where that is how nothing is said, 404
 */
export function list(rows: readonly Entitlement[], query: URLSearchParams, { shape, empty }: Listing): Response {
  const [limit, page] = [whole(query, 'limit'), whole(query, 'page')];
  if (page !== undefined && limit === undefined) throw new Refused(400, 'page needs limit');
  const [filter, fields] = [object(query, 'filter'), Object.keys(object(query, 'fields'))];
  const found = sorted(rows.filter((row) => meets({ ...row }, filter)).map((row) => ({ ...row })), object(query, 'sort'));
  if (limit === 0) return Response.json({ totalRecords: found.length });
  if (!found.length && empty === 404) throw new Refused(404, 'No entitlements found');
  const size = Math.min(limit ?? most, most);
  const cut = found.slice(((page ?? 1) - 1) * size, (page ?? 1) * size);
  const shown = fields.length ? cut.map((row) => Object.fromEntries(['_id', ...fields].map((name) => [name, row[name]]))) : cut;
  return Response.json(shape === 'array' ? shown : { totalRecords: found.length, resourceSet: shown });
}
