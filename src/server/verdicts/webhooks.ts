import { own } from '../../mediastore/body.js';
import { digits } from '../../mediastore/token.js';
import { parseJson, readBytes } from '../../wire/body.js';
import { concernOf } from '../../wire/delivery.js';
import type { Log } from '../../wire/log.js';
import { Refusal } from '../answering/refusal.js';
import type { Ask, Route, Verdicts } from '../answering/route.js';
import { createSignature, type Encoding } from '../../wire/signature.js';

interface Surroundings {
  readonly publisherId: string;
  readonly secrets: readonly string[];
  /** Name of the header that bears the signature, in small letters. */
  readonly header: string;
  readonly encoding: Encoding;
  readonly verdicts: Pick<Verdicts, 'invalidate'>;
  readonly log: Log;
}

const largest = 65_536;
const minute = 60;
const soon = 5;

/** Where the signature might be instead. Strangers write these names, so few and short ones are told. */
const names = (headers: Headers): string[] => [...headers.keys()].filter((name) => name.length <= 40 && /sign|hmac|digest/.test(name)).slice(0, 4);

/**
 * `POST {base}/webhooks/cleeng`: whatever it says only ever makes the guard ask again, so a delivery that comes
 * twice, late or forged opens and closes nothing.
 *
 * What is no signature is 401. One that no secret made is 503 and not a final no: right after a secret was
 * replaced at Cleeng, good deliveries look like that here until this side has learnt it, and are to be sent again.
 * So is one that could not be written to the shared cache: it is in force here, but a restart would lose it.
 */
export function createWebhookRoute({ publisherId, secrets, header, encoding, verdicts, log }: Surroundings): Route {
  const judge = createSignature(secrets, encoding);

  const readSigned = async ({ request, address, spend }: Ask): Promise<unknown> => {
    const body = await readBytes(request.body, largest);
    if (!body) throw new Refusal(413, 'malformed');
    const judgement = await judge(request.headers.get(header), body);
    if (judgement === 'good') return parseJson(body);
    // Counted first: beyond the limit nothing is told any more.
    if (address) await spend('unauthorized', address);
    log('warn', 'webhook.refused', { signature: judgement, header, others: names(request.headers).filter((name) => name !== header) });
    throw judgement === 'none' ? new Refusal(401, 'malformed') : new Refusal(503, 'service', { retryAfter: minute });
  };
  return {
    word: 'webhooks',
    methods: ['POST'],
    shared: false,
    async answer(ask) {
      if (ask.rest !== 'cleeng') throw new Refusal(404, 'malformed');
      const body = await readSigned(ask);
      if (own(body, 'topic') === undefined) throw new Refusal(400, 'malformed');
      if (digits(own(body, 'broadcasterId')) !== publisherId) log('warn', 'webhook.stranger');
      else {
        const concern = concernOf(body);
        const kept = !concern || (await verdicts.invalidate(concern));
        if (!kept) throw new Refusal(503, 'service', { retryAfter: soon });
      }
      return { status: 204, headers: {}, body: null };
    },
  };
}
