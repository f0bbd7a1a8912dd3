import { own } from '../mediastore/body.js';
import { systemClock, type Clock } from '../mediastore/clock.js';
import { createPlatformFaults, type PlatformFault } from './platform-faults.js';

/** What the receiver keeps of a right: the latest message about it, as it came. */
export type ReceivedRight = Readonly<Record<string, unknown>>;

export interface ReceiverOptions {
  readonly clock?: Clock;
  /** Which signatures are believed; by default the same one at every start. */
  readonly secrets?: readonly string[];
}

/** Somebody's system behind a signed webhook, as its authors would write it. */
export interface Receiver {
  readonly secrets: readonly string[];
  /** Bodies of all messages that arrived with a good signature, in order. */
  readonly messages: readonly ReceivedRight[];
  readonly rights: readonly ReceivedRight[];
  /** A `fetch` that it answers, and a server's handler. */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  mayWatch(account: string, target: string): boolean;
  /** Lets something go wrong; the returned function mends it. */
  fault(fault: PlatformFault): () => void;
  mend(): void;
  reset(): void;
}

/** Milliseconds by which a message may be old, or early. */
const tolerance = 300_000;
const refuse = (status: number, message: string): Response => Response.json({ message }, { status });
const bytesOf = (digits: string): Uint8Array<ArrayBuffer> => Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));

async function isSigned(body: Uint8Array<ArrayBuffer>, header: string, secrets: readonly string[]): Promise<boolean> {
  const signatures = header.split(',').flatMap((one) => /^sha256=([\da-f]{64})$/.exec(one.trim())?.[1] ?? []);
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    for (const signature of signatures) if (await crypto.subtle.verify('HMAC', key, bytesOf(signature), body)) return true;
  }
  return false;
}

/** Builds one: `POST` anywhere, 204 when it is written, 401 unsigned, 400 too old or no message, 409 when it knows a newer one. */
export function createReceiver({ clock = systemClock, secrets = ['simulated-receiver-secret'] }: ReceiverOptions = {}): Receiver {
  const faults = createPlatformFaults(clock, refuse);
  const messages: ReceivedRight[] = [];
  const rights = new Map<string, ReceivedRight>();
  const time = (value: unknown): number => (typeof value === 'string' ? Date.parse(value) : NaN);

  const keep = (message: ReceivedRight): Response => {
    const [key, at] = [own(message, 'key'), time(own(message, 'assertedAt'))];
    if (typeof key !== 'string' || typeof own(message, 'active') !== 'boolean') return refuse(400, 'no message');
    if (!(Math.abs(at - clock.now()) < tolerance)) return refuse(400, 'too old');
    if (time(own(rights.get(key), 'assertedAt')) > at) return refuse(409, 'a newer message is known');
    rights.set(key, message);
    return new Response(null, { status: 204 });
  };
  const isOpen = (right: ReceivedRight): boolean => right['active'] === true && (right['validUntil'] === null || time(right['validUntil']) > clock.now());

  return {
    secrets, messages,
    get rights() { return [...rights.values()]; },
    async fetch(input, init) {
      const request = new Request(input, init);
      const body = new Uint8Array(await request.arrayBuffer());
      if (request.method !== 'POST') return refuse(405, 'POST');
      const good = await isSigned(body, request.headers.get('x-cleeng-gate-signature') ?? '', secrets);
      const message = good ? (JSON.parse(new TextDecoder().decode(body)) as ReceivedRight) : {};
      if (good) messages.push(message);
      const text = (name: string): string | undefined => (typeof message[name] === 'string' ? message[name] : undefined);
      return faults.strike({ call: undefined, account: text('account'), target: text('target') }, request.signal,
        async () => Promise.resolve(good ? keep(message) : refuse(401, 'the signature is not ours')));
    },
    mayWatch: (account, target) => [...rights.values()].some((right) => right['account'] === account && right['target'] === target && isOpen(right)),
    fault: (fault) => faults.add(fault),
    mend: () => { faults.clear(); },
    reset() {
      messages.length = 0;
      rights.clear();
      faults.clear();
    },
  };
}
