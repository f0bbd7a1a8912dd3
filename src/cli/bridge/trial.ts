import { SinkError, type Complaint, type Sink } from '../../bridge/sink.js';
import { nearest } from '../../check/nearest.js';
import type { Clock } from '../../mediastore/clock.js';
import { own } from '../../mediastore/body.js';
import { createCoreApi } from '../../sources/core-api.js';
import { createCatalogue } from '../../sources/core-offers.js';
import { askClearance } from './clearance.js';
import { coreOptions } from './core.js';
import type { Path } from './file/document.js';
import { placed, type Problem } from './file/problems.js';
import type { BridgeFile } from './file/read.js';
import { isSecret, publisherToken, type Environ } from './file/secrets.js';
import { variablesOf } from './file/sinks.js';

/** Something that was found wrong by asking. */
export interface Doubt {
  /** What of the file it is about; the environment where it is left out. */
  readonly path?: Path;
  readonly message: string;
  /** With this the bridge does not start. Anything else may pass by itself, or concerns some rights alone. */
  readonly grave: boolean;
}

/** What came of trying a bridge without writing anything. */
export interface Trial {
  readonly doubts: readonly Doubt[];
  /** What could not be tried, a sentence each. */
  readonly untried: readonly string[];
}

interface Surroundings {
  readonly environ: Environ;
  readonly clock: Clock;
}

/** Offers asked about at once, and how many questions without an answer are enough. */
const atOnce = 4;
const enough = 4;

const rightsOf = ({ document }: BridgeFile): readonly unknown[] => own(document.value, 'rights') as unknown[];

/** Every place at which the file names an offer. */
const offerPaths = (file: BridgeFile, offerId: string): readonly Path[] => rightsOf(file).flatMap((right, index): Path[] => {
  const offers = own(right, 'offers');
  return [
    ...(own(right, 'offer') === offerId ? [['rights', index, 'offer']] : []),
    ...(Array.isArray(offers) ? [...offers.entries()].filter(([, one]) => one === offerId).map(([at]): Path => ['rights', index, 'offers', at]) : []),
  ];
});

const targetPaths = (file: BridgeFile, sink: string, target: string): readonly Path[] => rightsOf(file).flatMap((right, index): Path[] =>
  (own(right, 'sink') === sink && own(right, 'target') === target ? [['rights', index, 'target']] : []));

const suggestion = (name: string, known: readonly string[], otherwise = ''): string => {
  const meant = nearest(name, known);
  return meant ? ` Did you mean "${meant}"?` : otherwise;
};

/** Ids that name a country as this one does, or none as it does. */
const alike = (offerId: string, ids: readonly string[]): readonly string[] => ids.filter((id) => id.includes('_') === offerId.includes('_'));

/** The end of a sentence that names where a sink's secrets come from, when it was them that were refused; else nothing. */
export function signIn({ settings }: Pick<BridgeFile, 'settings'>, sink: string, code: string | undefined): string {
  const entry = settings.sinks[sink];
  return code === 'credentials' && entry ? `. It signs in with ${variablesOf(entry).map(({ variable }) => variable).join(' and ')}.` : '';
}

function doubtsAbout(file: BridgeFile, { name }: Sink, { code, message, target, known = [] }: Complaint): readonly Doubt[] {
  const told = target === undefined ? `${name}: ${message}${signIn(file, name, code) || '.'}` : `${name}: ${message}.${suggestion(target, known)}`;
  const paths = target === undefined ? [['sinks', name]] : targetPaths(file, name, target);
  return paths.map((path) => ({ path, message: told, grave: false }));
}

async function trySink(file: BridgeFile, sink: Sink): Promise<Trial> {
  try {
    await sink.start?.();
  } catch (error) {
    const cause = error instanceof SinkError ? error : (error as Error).cause;
    const code = cause instanceof SinkError ? cause.problem.code : undefined;
    return { doubts: [{ path: ['sinks', sink.name], message: `${(error as Error).message}${signIn(file, sink.name, code) || '.'}`, grave: false }], untried: [] };
  }
  const rows = file.mapping.rows.filter((row) => row.sink === sink.name);
  const { complaints, targets } = (await sink.inspect?.(rows)) ?? { complaints: [], targets: false };
  const names = [...new Set(rows.map(({ target }) => target))];
  return {
    doubts: complaints.flatMap((complaint) => doubtsAbout(file, sink, complaint)),
    untried: targets || complaints.length || !names.length ? [] : [`${sink.name} cannot be asked whether it knows ${names.join(', ')}; what is wrong with a target shows in bridge status once somebody has bought it.`],
  };
}

/** Which of the mapped offers Cleeng does not know. */
async function tryOffers(file: BridgeFile, surroundings: Surroundings): Promise<Trial> {
  const catalogue = createCatalogue(createCoreApi(coreOptions(file.settings, surroundings)));
  const said = new Map<string, boolean | null>();
  const queue = [...file.mapping.offers];
  const isHopeless = (): boolean => [...said.values()].filter((known) => known === null).length >= enough;
  const ask = async (): Promise<void> => {
    for (let offer = queue.shift(); offer !== undefined && !isHopeless(); offer = queue.shift()) said.set(offer, await catalogue.knows(offer));
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  const strange = file.mapping.offers.filter((offer) => said.get(offer) === false);
  const unsaid = file.mapping.offers.filter((offer) => (said.get(offer) ?? null) === null);
  const ids = strange.length ? await catalogue.ids() : [];
  return {
    doubts: strange.flatMap((offer) => offerPaths(file, offer).map((path): Doubt => ({
      path, grave: false, message: `Cleeng does not know the offer "${offer}".${suggestion(offer, alike(offer, ids), ' Look at its id in the dashboard, and whether it is of this publisher and environment.')}`,
    }))),
    untried: unsaid.length ? [`Cleeng did not say whether it knows ${unsaid.join(', ')}.`] : [],
  };
}

async function tryCleeng(file: BridgeFile, surroundings: Surroundings): Promise<Trial> {
  if (!isSecret(surroundings.environ[publisherToken] ?? '')) return { doubts: [], untried: [] };
  const clearance = await askClearance(coreOptions(file.settings, surroundings));
  if (clearance.word === 'given') return tryOffers(file, surroundings);
  return { doubts: [{ message: clearance.why, grave: clearance.word === 'refused' }], untried: [] };
}

/**
 * Asks Cleeng and every sink whether they may be used and know what the file names. Nothing is written, and nobody is
 * asked about access, which would be a visit.
 */
export async function tryOut(file: BridgeFile, surroundings: Surroundings): Promise<Trial> {
  const trials = await Promise.all([tryCleeng(file, surroundings), ...file.sinks.map(async (sink) => trySink(file, sink))]);
  return { doubts: trials.flatMap(({ doubts }) => doubts), untried: trials.flatMap(({ untried }) => untried) };
}

/** Doubts as lines: those of the file in its order, among what else is wrong with it, then the others. */
export function describeDoubts({ name, document }: Pick<BridgeFile, 'name' | 'document'>, doubts: readonly Doubt[], problems: readonly Problem[] = []): readonly string[] {
  const inFile = doubts.flatMap(({ path, message }) => (path ? [{ path, message }] : []));
  return [...placed(name, document, [...problems, ...inFile]), ...doubts.filter(({ path }) => !path).map(({ message }) => message)];
}
