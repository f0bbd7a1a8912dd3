import type { Log } from '../../wire/log.js';
import { Refusal } from './refusal.js';
import { json, type Reply, type ReplyHeaders } from './reply.js';

/** MediaStore's envelope around what the guard has to say. */
export const envelope = (responseData: unknown): Reply => json({ responseData, errors: [] });

const challenge = (code: string): string => (code === 'token-expired' ? 'Bearer error="invalid_token"' : 'Bearer');

/** A refusal as the page reads it: `{code}`, and nothing of what led to it. */
function refusalReply({ status, code, retryAfter, headers }: Refusal): Reply {
  const more: ReplyHeaders = { ...headers };
  if (status === 401) more['www-authenticate'] = challenge(code);
  if (retryAfter !== undefined) more['retry-after'] = String(Math.max(1, Math.ceil(retryAfter)));
  return json({ code }, status, more);
}

/** Where it happened. The message is left out, since it may quote what was being read. */
const frames = ({ stack = '' }: Error): string[] => stack.split('\n').filter((line) => line.startsWith('    at ')).slice(0, 8);

/**
 * The one place where an error becomes an answer. What is no `Refusal` is a fault of ours, told to the operator
 * and, as something that could not be found out, to the page.
 */
export function errorReply(error: unknown, log: Log): Reply {
  if (error instanceof Refusal) return refusalReply(error);
  log('error', 'guard.failed', error instanceof Error ? { error: error.name, at: frames(error) } : { error: typeof error });
  return refusalReply(new Refusal(503, 'service', { retryAfter: 5 }));
}

const vary = 'Authorization, Cookie, Origin';

/** Puts on every answer what no answer may lack: nobody else's cache keeps it, nobody guesses its type. */
export function finish(reply: Reply, head: boolean): Reply {
  const { headers } = reply;
  headers['cache-control'] ??= 'no-store';
  headers.vary = headers.vary === undefined ? vary : `${[headers.vary].flat().join(', ')}, ${vary}`;
  headers['x-content-type-options'] = 'nosniff';
  return head && reply.body !== null ? { ...reply, body: null } : reply;
}
