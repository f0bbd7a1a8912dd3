import { basename, relative } from 'node:path';
import { findFiles, type Found } from '../sealing/files.js';
import { openRecord } from '../sealing/record.js';
import { refusalOf, resealFile, sealPageFile, sealWholeFile, type FileOptions, type FileReport } from '../sealing/seal-file.js';
import { mediaType } from '../server/content/media-type.js';
import { UsageError, type Command } from './command.js';
import { createProgress } from './progress.js';
import { readSealCall, type SealCall } from './seal-options.js';
import { describeFile, describeSum } from './seal-report.js';

const help = `Usage: cleeng-gate seal <file or folder>… [options]

Seals premium content with the last master of CLEENG_GATE_MASTERS (see keygen), so that it
can lie on any host and opens only with a key from the guard.

A page (.html) is sealed in place: the <template> of each gate becomes a sealed envelope
for the gate's offers, and every other byte stays. Any other file that --offer or --offers
speaks of is sealed into a file beside it, map.pdf into map.pdf.jwe, for sealed-src. The
file itself is left there; do not publish it.

  --offer <id>        offer that opens whole files; may be repeated
  --offers <file>     a table of such offers by name, as the guard's: { "maps/**": ["S123456789"] }
  --whole             seal pages that --offer or --offers speaks of as whole files, too
  --tag <tag>         a tag that opens what is sealed; may be repeated. It needs one of:
  --tag-offers <file>   which offers give access to a tag, as the guard's tagOffers
  --accessible-tags     the guard has a resolver accessibleTags
  --partner <name>=<file>  seal for a partner's public key (JWK, P-256), too, such as a search engine's
  --gzip              compress first; not where readers can put words into the content
  --base <folder>     name content by its path from there; default the folder that was
                      given; for a file the working directory, or its own if it is elsewhere
  --reseal            also open what an older listed master has sealed, or what names other
                      offers than its gate, and seal it anew; needs no plain content
  --check             write nothing; exit code 1 when something is open, sealed under
                      an older master, or refused
  --record <file>     where the envelopes of gates are kept, so that a build which makes its
                      pages anew changes none whose content is the same; default
                      .cleeng-seal.json in the working directory; holds no secret
  --no-record         keep none
  --json              prints a list of {file, status, target, gates, message}
  --help              shows this

A gate with premium content beside its <template> is refused, with file and line.
Hidden files, node_modules and links inside folders are passed over.

Exit codes: 0 done, 1 something was refused, is sealed for others than its gate names or under
an older master, or --check found something, 2 called wrongly.`;

const slashes = (path: string): string => path.replaceAll('\\', '/');
const isPage = (name: string): boolean => /\.x?html?$/i.test(name);

async function find({ paths, base }: SealCall): Promise<Found[]> {
  const nameOf = (path: string, folder: boolean): string => {
    const name = slashes(relative(base ?? (folder ? path : '.'), path));
    const outside = name === '..' || name.startsWith('../');
    if (outside && base !== undefined) throw new UsageError(`${path} is not in ${base}, which --base names`);
    return outside ? basename(path) : name;
  };
  try {
    return await findFiles(paths, nameOf);
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT' ? new UsageError(`there is no ${path ?? 'such file'}`) : error;
  }
}

async function sealOne(file: Found, call: SealCall, options: FileOptions): Promise<FileReport> {
  const { name, path, named } = file;
  const offers = call.offersOf(file);
  try {
    if (name.endsWith('.jwe')) return await resealFile(file, options);
    if (isPage(name) && !(call.whole && offers)) return await sealPageFile(file, options);
    if (!offers) {
      if (named) throw new Error('nothing says who may open it; name an offer with --offer, or list it in the table of --offers');
      return { file: path, status: 'none' };
    }
    return await sealWholeFile(file, offers, mediaType(name).replace(/^text\/html;.*/, 'text/html'), options);
  } catch (error) {
    return refusalOf(path, error);
  }
}

/** A `.jwe` whose plain file was found as well is that file's; it was, or will be, sealed from it. */
const withoutTargets = (files: readonly Found[], call: SealCall): Found[] => {
  const targets = new Set(files.filter((file) => call.offersOf(file) && (call.whole || !isPage(file.name))).map(({ path }) => `${path}.jwe`));
  return files.filter(({ path }) => !targets.has(path));
};

/** `cleeng-gate seal` */
export const seal: Command = {
  name: 'seal',
  summary: 'seal premium content, so that it can lie on any host',
  help,
  async run(args, print) {
    const call = readSealCall(args, process.env);
    const files = withoutTargets(await find(call), call);
    if (!files.length) throw new Error(`there is no file in ${call.paths.join(', ')}`);
    const record = await openRecord(call.record);
    const progress = createProgress(files.length, call.check ? 'looking at' : 'sealing');
    const reports: FileReport[] = [];
    for (const file of files) {
      progress.step(file.name);
      reports.push(await sealOne(file, call, { ...call, record }));
    }
    progress.end();
    if (!call.check) await record.save();
    const told = reports.filter(({ status }) => status !== 'none');
    if (call.json) print(JSON.stringify(told.map(publicReport), null, 2));
    else for (const line of [...told.flatMap((report) => describeFile(report, call.check)), describeSum(reports, call.check)]) print(line);
    const found = reports.some(({ status }) => status === 'refused' || status === 'outdated' || (call.check && status === 'open'));
    return found ? 1 : 0;
  },
};

const publicReport = ({ gates, ...report }: FileReport): object =>
  ({ ...report, ...(gates && { gates: gates.map(({ envelope: _, ...gate }) => gate) }) });
