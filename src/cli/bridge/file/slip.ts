import { tokenize, type Token } from '@humanwhocodes/momoa';
import type { Place } from './document.js';

/** What is wrong where a file ceases to be JSON, and what to write. */
export interface Slip {
  readonly place: Place;
  readonly message: string;
  readonly remedy: string;
}

/** How the parser puts it. */
interface Complaint {
  readonly message: string;
  readonly offset: number;
  readonly place: Place;
}

const ends = ['String', 'Number', 'Boolean', 'Null', 'RBrace', 'RBracket'];
const begins = ['String', 'Number', 'Boolean', 'Null', 'LBrace', 'LBracket'];

/** Whether the last of these tokens is the name of a member. */
function isName(tokens: readonly Token[]): boolean {
  const around: string[] = [];
  for (const { type } of tokens) {
    if (type === 'LBrace' || type === 'LBracket') around.push(type);
    if (type === 'RBrace' || type === 'RBracket') around.pop();
  }
  return tokens.at(-1)?.type === 'String' && around.at(-1) === 'LBrace' && ['LBrace', 'Comma'].includes(tokens.at(-2)?.type ?? '');
}

/** The sign that is missing between two tokens that cannot follow each other. */
function between(text: string, { offset, place }: Complaint): Slip | undefined {
  const tokens = tokenize(text.slice(0, offset), { mode: 'jsonc' }).filter(({ type }) => !type.endsWith('Comment'));
  const last = tokens.at(-1);
  if (!last || !ends.includes(last.type)) return undefined;
  const { line, column } = last.loc.end;
  const sign = isName(tokens) ? 'colon' : 'comma';
  return { place: { line, column }, message: `a ${sign} is missing here`, remedy: `Write one before what follows${place.line === line ? '' : ` in line ${place.line}`}.` };
}

const unclosed = ({ place }: Complaint): Slip => ({ place, message: 'it ends before all its brackets are closed', remedy: 'Write what is missing, such as } or ].' });
/** Whether nothing follows: the parser complains of the last value then, and not of the end. */
const isLast = (text: string, { offset }: Complaint): boolean => /^[^\s,:[\]{}]+\s*$/.test(text.slice(offset));

/** The slips that are made most often; undefined for any other. */
export function slipOf(text: string, complaint: Complaint): Slip | undefined {
  const { message, place } = complaint;
  const [, token = ''] = /^Unexpected token (\w+)/.exec(message) ?? [];
  if (begins.includes(token)) return between(text, complaint) ?? (isLast(text, complaint) ? unclosed(complaint) : undefined);
  if (token === 'Comma') return { place, message: 'there is nothing before this comma', remedy: 'Take one out.' };
  if (message.startsWith('Unexpected end of input')) return unclosed(complaint);
  if (/^Unexpected (character '[\w']'|identifier)/.test(message)) return { place, message: 'a word stands here without double quotes', remedy: 'Write "…" around it.' };
  return undefined;
}
