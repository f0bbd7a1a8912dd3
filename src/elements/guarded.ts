import type { CleengGate } from './cleeng-gate.js';
import type { HardContent, Purify } from './hard.js';
import { fromHtml } from './html.js';
import { createPlace } from './place.js';

/** Content of a gate with `src`: the guard's answer is the verdict, and the HTML. */
export const createGuarded = (gate: CleengGate, purify: Purify): HardContent =>
  createPlace(gate, async ({ asset }) => {
    const answer = await asset(gate.src!);
    if (answer.status !== 200) return answer;
    const place = await fromHtml(answer.text, purify);
    return { age: Number(answer.headers.get('age')), content: () => place };
  }, () => undefined);
