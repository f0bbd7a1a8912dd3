import { own } from '../../mediastore/body.js';
import { migrations } from '../../bridge/migrations/index.js';
import { openPostgres } from '../../bridge/databases/postgres.js';

/** What stands behind an error: several where a name has several addresses. */
const codesOf = (error: unknown): readonly string[] => {
  const [code, errors, cause] = [own(error, 'code'), own(error, 'errors'), own(error, 'cause')];
  return [...(typeof code === 'string' ? [code] : []), ...(Array.isArray(errors) ? errors.flatMap(codesOf) : []), ...(cause === undefined ? [] : codesOf(cause))];
};

interface Place {
  readonly host: string;
  readonly port: string;
  readonly user: string;
  readonly name: string;
}

function placeIn(address: string): Place {
  const { hostname, port, username, pathname } = new URL(address);
  return { host: hostname || 'localhost', port: port || '5432', user: decodeURIComponent(username), name: decodeURIComponent(pathname.slice(1)) };
}

/** By error codes of Node and of PostgreSQL. */
const words: Readonly<Record<string, (place: Place) => string>> = {
  'ECONNREFUSED': ({ host, port }) => `no PostgreSQL answers at ${host}:${port}; start it, or correct the address`,
  'ENOTFOUND': ({ host }) => `there is no machine called ${host}; correct the address of the database`,
  'EAI_AGAIN': ({ host }) => `the address of ${host} could not be looked up; correct the address of the database, or try again`,
  'ETIMEDOUT': ({ host, port }) => `${host}:${port} does not answer; is a firewall between it and this machine?`,
  'EHOSTUNREACH': ({ host, port }) => `${host}:${port} cannot be reached from this machine`,
  '3D000': ({ host, port, user, name }) => `there is no database "${name}" at ${host}:${port}; make it: createdb -h ${host} -p ${port}${user && ` -U ${user}`} ${name}`,
  '28P01': ({ host, port, user }) => `PostgreSQL at ${host}:${port} refuses the password of "${user}"`,
  '28000': ({ host, port, user }) => `PostgreSQL at ${host}:${port} does not let "${user}" in`,
  '42501': ({ user, name }) => `"${user}" may not make the bridge's tables; let it: GRANT CREATE ON DATABASE ${name} TO ${user}`,
};

/** Why a database could not be used, in the operator's words and without a password; the error itself where there are none. */
export function databaseTrouble(error: unknown, address: string): unknown {
  const code = codesOf(error).find((one) => Object.hasOwn(words, one)) ?? (/timeout exceeded when trying to connect/.test(String(error)) ? 'ETIMEDOUT' : undefined);
  return code === undefined ? error : new Error(words[code]!(placeIn(address)), { cause: error });
}

const schema = 'cleeng_gate';

/**
 * Tries a database by reading: whether it is there, lets us in, and has no tables of a newer bridge.
 *
 * @returns what is wrong, undefined when nothing is
 */
export async function tryDatabase(address: string): Promise<string | undefined> {
  const database = await openPostgres(address, { connections: 2 });
  try {
    const { rows: [found] } = await database.query(`SELECT to_regclass('${schema}.migration') IS NOT NULL AS made, has_database_privilege(current_database(), 'CREATE') AS may`);
    if (!found?.made) return found?.may ? undefined : words['42501']!(placeIn(address));
    const { rows: [newest] } = await database.query(`SELECT max(version) AS version FROM ${schema}.migration`);
    const version = Number(newest?.version);
    return version > migrations.length ? `the database is at version ${version}, of a newer cleeng-gate than this; update cleeng-gate here` : undefined;
  } catch (error) {
    return (databaseTrouble(error, address) as Error).message;
  } finally {
    await database.close();
  }
}
