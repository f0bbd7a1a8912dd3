import type { Clock } from '../../mediastore/clock.js';
import type { Examined } from './file/read.js';
import type { Environ } from './file/secrets.js';
import { typesOf } from './file/sinks.js';
import type { Place } from './flags.js';
import { tryDatabase } from './postgres.js';
import { describeDoubts, tryOut } from './trial.js';

interface Surroundings {
  readonly environ: Environ;
  readonly clock: Clock;
  readonly json: boolean;
  readonly print: (line: string) => void;
}

const nothing = { doubts: [], untried: [] };

/** Who has not been asked for what is wrong with the file. */
const leftOut = ({ document, usable }: Examined): readonly string[] => (usable
  ? [...typesOf(document.value).keys()].filter((name) => !usable.sinks.some((sink) => sink.name === name)).map((name) => `${name} has not been asked: its entry or its secrets are to be mended first.`)
  : ['Cleeng and the platforms have not been asked: the file does not say for certain whom to ask.']);

/**
 * Tries all that a start needs without writing anything, and tells everything that is wrong in one list: what the file
 * says, what it names, and what stands behind that.
 *
 * @returns the exit code
 * @throws Error with a line for each thing that is wrong
 */
export async function rehearse(examined: Examined, { database }: Place, { environ, clock, json, print }: Surroundings): Promise<0 | 1> {
  const { name, usable, problems, environment } = examined;
  const [{ doubts, untried }, trouble] = await Promise.all([
    usable ? tryOut(usable, { environ, clock }) : nothing, database === undefined ? undefined : tryDatabase(database),
  ]);
  const wrong = [...describeDoubts(examined, doubts, problems), ...environment, ...(trouble === undefined ? [] : [trouble])];
  if (json) print(JSON.stringify({ wrong, untried: [...leftOut(examined), ...untried] }));
  else if (wrong.length) throw new Error([...wrong, ...leftOut(examined)].join('\n'));
  else print([`${name} is right, and Cleeng${database === undefined ? '' : ', the database'}, ${usable?.sinks.map((sink) => sink.name).join(' and ')} may be used.`, ...untried].join('\n'));
  return wrong.length ? 1 : 0;
}
