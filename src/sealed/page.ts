import { isCurrent, readersOf, sealOrKeep } from './current.js';
import { EnvelopeError, isAssetName, parseEnvelope, type Envelope } from './envelope.js';
import { readGates, type Gate, type PageProblem, type Place, type Stretch } from './html.js';
import { seal, type SealOptions } from './seal.js';
import { unseal } from './unseal.js';

/** How the gates of a page are sealed. */
export interface PageOptions extends Omit<SealOptions, 'asset' | 'cty' | 'ver' | 'offers'> {
  /** Name of the page, such as its path; its gates are `<page>#<id of the gate, else its number>`. */
  readonly page: string;
  /** The envelope that an asset had before; it is kept where the content, its readers and the newest master are the same. */
  readonly known?: ((asset: string) => Envelope | undefined) | undefined;
  /** Seals anew what is sealed under an older master, or for other offers than the gate names. */
  readonly reseal?: boolean | undefined;
  /** Turns the source's characters into text, where the source is a file's bytes one by one. */
  readonly decode?: ((source: string) => string) | undefined;
}

/** What was found, or done, about one gate. */
export interface GateReport extends Place {
  readonly asset: string;
  readonly offers: readonly string[];
  /**
   * `sealed` now; `kept` the envelope that is known; `current` in the page already; `outdated`: sealed under an older
   * master or for other offers; `open`: everybody can read what it holds; `elsewhere`: by `src`, `sealed-src` or not at all.
   */
  readonly status: 'sealed' | 'kept' | 'current' | 'outdated' | 'open' | 'elsewhere';
  readonly envelope?: Envelope;
}

/** A page whose gates cannot be sealed as they stand. Each line of the message begins with `page:line:column`. */
export class PageError extends Error {
  override readonly name = 'PageError';
  readonly problems: readonly PageProblem[];

  constructor(page: string, problems: readonly PageProblem[]) {
    super(problems.map(({ line, column, message }) => `${page}:${line}:${column} ${message}`).join('\n'));
    this.problems = problems;
  }
}

interface Change extends Stretch {
  readonly text: string;
}

/** Replaces stretches of a text, which do not overlap, and leaves all between as it is. */
function splice(source: string, { start, end }: Stretch, changes: readonly Change[]): string {
  const inside = changes.filter((change) => change.start >= start && change.end <= end).sort((one, other) => one.start - other.start);
  const ends = inside.map((change) => change.end);
  const pieces = inside.map((change, index) => source.slice(ends[index - 1] ?? start, change.start) + change.text);
  return pieces.join('') + source.slice(ends.at(-1) ?? start, end);
}

const asIs = (text: string): string => text;

/** Names the gates of a page; an id that is written twice, or cannot be part of a name, counts for nothing. */
function assetsOf(gates: readonly Gate[], { page, decode = asIs }: PageOptions): Map<Gate, string> {
  const once = (id: string): boolean => gates.filter((gate) => gate.id === id).length === 1;
  const nameOf = ({ id, number }: Gate): string => `${page}#${id && once(id) ? decode(id) : number}`;
  return new Map(gates.map((gate) => [gate, isAssetName(nameOf(gate)) ? nameOf(gate) : `${page}#${gate.number}`]));
}

interface Treated {
  readonly report: GateReport;
  readonly change?: Change;
}

const script = (envelope: Envelope): string => `<script type="application/jose+json">${JSON.stringify(envelope)}</script>`;
const utf8 = new TextEncoder();

async function sealTemplate(gate: Gate, content: string, asset: string, options: PageOptions): Promise<Treated> {
  const { known, decode = asIs } = options;
  const { place, offers } = gate;
  const { envelope, kept } = await sealOrKeep(utf8.encode(decode(content)), known?.(asset), { ...options, offers, asset, cty: 'text/html' });
  return {
    report: { ...place, asset, offers, envelope, status: kept ? 'kept' : 'sealed' },
    change: { ...gate.template!.outer, text: script(envelope) },
  };
}

/** Opens an envelope and seals what was in it for whom the gate names now, and for the tags and partners of before. */
async function sealAgain(gate: Gate, source: string, options: PageOptions): Promise<Treated> {
  const parsed = parseEnvelope(source);
  const { ours, partners } = readersOf(parsed.envelope);
  const lost = partners.find((name) => !Object.hasOwn(options.partners ?? {}, name));
  if (lost !== undefined) throw new TypeError(`it was sealed for the partner "${lost}" too, whose public key is not given`);
  const { asset, cty, ce } = parsed.header;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await unseal(parsed, options.masters));
  const inner = await sealPage(text, { ...options, page: asset, decode: undefined });
  const tags = [...(options.tags ?? []), ...ours.filter(({ kind }) => kind === 'tag').map(({ name }) => name)];
  const envelope = await seal(utf8.encode(inner.html), { ...options, offers: gate.offers, tags, asset, cty, gzip: ce === 'gzip' });
  return {
    report: { ...gate.place, asset, offers: gate.offers, envelope, status: 'sealed' },
    change: { ...gate.envelope!.inner, text: JSON.stringify(envelope) },
  };
}

/** An error of sealing as something about a gate, said where the gate stands. */
function inPage(error: unknown, { place }: Gate, page: string): unknown {
  return error instanceof TypeError || error instanceof EnvelopeError ? new PageError(page, [{ ...place, message: error.message }]) : error;
}

/** Says what a gate that needs nothing done is, or what there is to do. */
function describe(gate: Gate, asset: string, envelope: string | undefined, newest: string): GateReport {
  const report = { ...gate.place, asset, offers: gate.offers };
  if (envelope === undefined) return { ...report, status: gate.template || gate.premium === 'children' ? 'open' : 'elsewhere' };
  const parsed = parseEnvelope(envelope);
  return { ...report, asset: parsed.header.asset, envelope: parsed.envelope, status: isCurrent(parsed, newest, gate.offers) ? 'current' : 'outdated' };
}

const textOf = (source: string, { envelope }: Gate): string | undefined =>
  envelope && source.slice(envelope.inner.start, envelope.inner.end);

/**
 * Looks at the gates of a page without changing any.
 *
 * @throws PageError for a gate that could not be sealed as it stands
 */
export function checkPage(source: string, options: Pick<PageOptions, 'page' | 'masters' | 'decode'>): GateReport[] {
  const gates = readGates(source);
  refuse(options.page, gates);
  const assets = assetsOf(gates, options);
  return gates.map((gate) => {
    try {
      return describe(gate, assets.get(gate)!, textOf(source, gate), options.masters.newest);
    } catch (error) {
      throw inPage(error, gate, options.page);
    }
  });
}

function refuse(page: string, gates: readonly Gate[]): void {
  const problems = gates.flatMap((gate) => gate.problems);
  if (problems.length) throw new PageError(page, problems);
}

/**
 * Seals the gates of a page: the `<template>` of each becomes a sealed `<script>` for the gate's offers, and every
 * other character stays as it is. A gate in another's template is sealed first, and then again with what it stands in.
 *
 * @throws PageError for gates that cannot be sealed; nothing of the page is sealed then
 */
export async function sealPage(source: string, options: PageOptions): Promise<{ html: string; gates: GateReport[] }> {
  const gates = readGates(source);
  refuse(options.page, gates);
  const assets = assetsOf(gates, options);
  const changes: Change[] = [];
  const reports: GateReport[] = [];
  const treat = async (gate: Gate): Promise<Treated> => {
    const asset = assets.get(gate)!;
    if (gate.template) return sealTemplate(gate, splice(source, gate.template.inner, changes), asset, options);
    const text = textOf(source, gate);
    const report = describe(gate, asset, text, options.masters.newest);
    return options.reseal && report.status === 'outdated' ? sealAgain(gate, text!, options) : { report };
  };
  for (const gate of [...gates].reverse()) {
    const { report, change } = await treat(gate).catch((error: unknown) => { throw inPage(error, gate, options.page); });
    reports.unshift(report);
    if (change) changes.splice(0, changes.length, ...changes.filter(({ start, end }) => start < change.start || end > change.end), change);
  }
  return { html: splice(source, { start: 0, end: source.length }, changes), gates: reports };
}
