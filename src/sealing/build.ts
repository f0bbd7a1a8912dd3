import { readMasters, type Masters, type MastersOption } from '../sealed/masters.js';
import { sealPage, type PageOptions } from '../sealed/page.js';
import { openRecord, type Record } from './record.js';

/** How a build seals the gates of its pages. */
export interface BuildOptions extends Pick<PageOptions, 'tags' | 'tagOffers' | 'accessibleTags' | 'partners' | 'gzip'> {
  /** `e1:<base64url>,e2:…` or an object; the last is the newest. Default the environment's `CLEENG_GATE_MASTERS`. */
  readonly masters?: MastersOption | undefined;
  /**
   * File that keeps the envelopes from one build to the next, so that pages whose content is the same do not change;
   * it holds no secret. Default none: each build seals everything anew.
   */
  readonly record?: string | undefined;
}

/** Seals the pages of one build after the other. */
export interface Sealer {
  /**
   * @param page its path from the folder that is published
   * @throws PageError for a gate that cannot be sealed
   */
  seal(page: string, html: string): Promise<string>;
  /** To be called when a build is done. */
  save(): Promise<void>;
}

const mastersOf = (masters: MastersOption | undefined): Masters => {
  const given = masters ?? process.env.CLEENG_GATE_MASTERS;
  if (!given) throw new TypeError('there are no masters to seal with: set CLEENG_GATE_MASTERS, or give the option masters; cleeng-gate keygen makes one');
  return readMasters(given);
};

/**
 * @throws TypeError at once when the masters are missing or wrong
 */
export function createSealer({ masters: option, record: path, ...options }: BuildOptions): Sealer {
  const masters = mastersOf(option);
  let record: Promise<Record> | undefined;
  return {
    async seal(page, html) {
      const { known, keep } = await (record ??= openRecord(path));
      const { html: sealed, gates } = await sealPage(html, { ...options, masters, page, known });
      keep(page, gates);
      return sealed;
    },
    save: async () => (await record)?.save(),
  };
}
