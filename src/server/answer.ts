import type { Log } from '../wire/log.js';
import { Refusal } from './refusal.js';

/** MediaStore's envelope around what the guard has to say. */
export const envelope = (responseData: unknown): Response => Response.json({ responseData, errors: [] });

const challenge = (code: string): string => (code === 'token-expired' ? 'Bearer error="invalid_token"' : 'Bearer');

/** A refusal as the page reads it: `{code}`, and nothing of what led to it. */
export function refusalResponse({ status, code, retryAfter, headers }: Refusal): Response {
  const response = Response.json({ code }, { status, headers });
  if (status === 401) response.headers.set('WWW-Authenticate', challenge(code));
  if (retryAfter !== undefined) response.headers.set('Retry-After', String(Math.max(1, Math.ceil(retryAfter))));
  return response;
}

/** Where it happened. The message is left out, since it may quote what was being read. */
const frames = ({ stack = '' }: Error): string[] => stack.split('\n').filter((line) => line.startsWith('    at ')).slice(0, 8);

/**
 * The one place where an error becomes an answer. What is no `Refusal` is a fault of ours, told to the operator
 * and, as something that could not be found out, to the page.
 */
export function errorResponse(error: unknown, log: Log): Response {
  if (error instanceof Refusal) return refusalResponse(error);
  log('error', 'guard.failed', error instanceof Error ? { error: error.name, at: frames(error) } : { error: typeof error });
  return refusalResponse(new Refusal(503, 'service', { retryAfter: 5 }));
}

/** Puts on every answer what no answer may lack: nobody else's cache keeps it, nobody guesses its type. */
export function finish(response: Response, head: boolean): Response {
  const { headers, status } = response;
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
  headers.append('Vary', 'Authorization, Cookie, Origin');
  headers.set('X-Content-Type-Options', 'nosniff');
  return head && response.body ? new Response(null, { status, headers }) : response;
}
