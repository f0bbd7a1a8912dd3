import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combine, type Source, type Strategy, type Verdict } from '../../src/sources/index.js';

type Word = Verdict['status'];
const words: readonly Word[] = ['granted', 'denied', 'abstain', 'unknown'];

const verdict = (source: string, status: Word): Verdict => {
  if (status === 'granted') return { source, status, expiresAt: null };
  if (status === 'denied') return { source, status, reason: 'not-entitled' };
  if (status === 'unknown') return { source, status, problem: { code: 'service' } };
  return { source, status };
};
/** A source that says one thing, after `turns` turns of the event loop. */
const says = (name: string, said: Word | Verdict, turns = 0): Source => ({
  name,
  async check() {
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => { setImmediate(resolve); });
    return typeof said === 'string' ? verdict(name, said) : said;
  },
});
const subject = { customerId: '7' };
const ask = async (strategy: Strategy, said: readonly Word[], turns: readonly number[] = []): Promise<Word> =>
  (await combine(said.map((word, index) => says(String(index), word, turns[index])), strategy).check(subject, 'S1')).status;

/** Rows: the first source; columns: the second; g(ranted), d(enied), a(bstain), u(nknown), in this order. */
const tables: Record<Strategy, string[]> = {
  'any': [
    'g g g g',
    'g d d u',
    'g d a u',
    'g u u u',
  ],
  'all': [
    'g d g u',
    'd d d d',
    'g d a u',
    'u d u u',
  ],
  'first-definite': [
    'g g g g',
    'd d d d',
    'g d a u',
    'g u u u',
  ],
};
const cell = (strategy: Strategy, one: Word, other: Word): Word => {
  const letter = tables[strategy][words.indexOf(one)]!.split(' ')[words.indexOf(other)]!;
  return words.find((word) => word.startsWith(letter))!;
};
const strategies = Object.keys(tables) as Strategy[];

for (const strategy of strategies) {
  for (const one of words) {
    for (const other of words) {
      test(`${strategy}: ${one}, then ${other}, is ${cell(strategy, one, other)}`, async () => {
        const expected = cell(strategy, one, other);
        assert.deepEqual([await ask(strategy, [one, other]), await ask(strategy, [one, other], [3, 0])], [expected, expected]);
      });
    }
  }
}

/** The rule in words, for any number of sources. */
function rule(strategy: Strategy, said: readonly Word[]): Word {
  const definite = said.findIndex((word) => word === 'granted' || word === 'denied');
  const heard = strategy === 'first-definite' && definite >= 0 ? said.slice(0, definite + 1) : said;
  if (heard.every((word) => word === 'abstain')) return 'abstain';
  if (heard.includes(strategy === 'all' ? 'denied' : 'granted')) return strategy === 'all' ? 'denied' : 'granted';
  if (heard.includes('unknown')) return 'unknown';
  return strategy === 'all' ? 'granted' : 'denied';
}
const triples = words.flatMap((a) => words.flatMap((b) => words.map((c): readonly Word[] => [a, b, c])));

for (const strategy of strategies) {
  test(`${strategy} says the same of each of the 64 triples, whoever answers first`, async () => {
    for (const said of triples) {
      for (const turns of [[0, 0, 0], [2, 0, 1], [0, 2, 1]]) assert.equal(await ask(strategy, said, turns), rule(strategy, said), said.join(', '));
    }
  });
}

for (const strategy of ['any', 'all'] as const) {
  test(`${strategy} does not mind the order of its sources`, async () => {
    for (const [a, b, c] of triples) {
      const all = await Promise.all([[a, b, c], [b, c, a], [c, a, b], [c, b, a]].map(async (said) => ask(strategy, said as Word[])));
      assert.equal(new Set(all).size, 1);
    }
  });
}

/** A source that answers only when it is called off. */
function hangs(): Source & { signal: AbortSignal | undefined; asked: number } {
  const source = {
    name: 'slow', signal: undefined as AbortSignal | undefined, asked: 0,
    check: async (_subject: unknown, _offerId: string, call?: { signal?: AbortSignal | undefined }): Promise<Verdict> => {
      source.signal = call?.signal;
      source.asked++;
      return new Promise((_, reject) => { call?.signal?.addEventListener('abort', () => { reject(call.signal?.reason); }); });
    },
  };
  return source;
}

for (const [strategy, word] of [['any', 'granted'], ['all', 'denied']] as const) {
  test(`${strategy} waits for nobody once one has ${word}, and calls the others off`, async () => {
    const slow = hangs();
    assert.equal((await combine([slow, says('quick', word)], strategy).check(subject, 'S1')).source, 'quick');
    assert.equal(slow.signal?.aborted, true);
  });
}

test('first-definite asks nobody after the one that decides', async () => {
  const slow = hangs();
  await combine([says('a', 'abstain'), says('b', 'denied'), slow], 'first-definite').check(subject, 'S1');
  assert.equal(slow.asked, 0);
});

for (const strategy of strategies) {
  test(`${strategy} passes an abort on and rejects with its reason`, async () => {
    const slow = hangs();
    const abort = new AbortController();
    const asked = combine([slow], strategy).check(subject, 'S1', { signal: abort.signal });
    abort.abort(new Error('gone'));
    await assert.rejects(asked, /gone/);
    assert.equal(slow.signal?.aborted, true);
    await assert.rejects(combine([slow], strategy).check(subject, 'S1', { signal: abort.signal }), /gone/);
    assert.equal(slow.asked, 1);
  });

  test(`${strategy} lets a programming error through`, async () => {
    const broken: Source = { name: 'broken', check: async () => Promise.reject(new TypeError('no offer')) };
    await assert.rejects(combine([broken, says('b', 'abstain')], strategy).check(subject, 'S1'), /no offer/);
  });
}

test('of several unknowns the one counts that the reader can mend', async () => {
  const unauthorized: Verdict = { source: 'b', status: 'unknown', problem: { code: 'unauthorized', status: 401 } };
  const said = await combine([says('a', 'unknown'), says('b', unauthorized)], 'any').check(subject, 'S1');
  assert.deepEqual(said, unauthorized);
});

test('of several denials the one counts that says why', async () => {
  const devices: Verdict = { source: 'b', status: 'denied', reason: 'too-many-devices' };
  assert.deepEqual(await combine([says('a', 'denied'), says('b', devices)], 'any').check(subject, 'S1'), devices);
});

test('where all must grant, access ends with the first of them', async () => {
  const until = (expiresAt: number | null): Source => says(String(expiresAt), { source: String(expiresAt), status: 'granted', expiresAt });
  assert.equal((await combine([until(null), until(9), until(5)], 'all').check(subject, 'S1')).source, '5');
});

test('a combination is a source, and can be combined', async () => {
  const inner = combine([says('a', 'abstain'), says('b', 'abstain')], 'any', 'inner');
  assert.deepEqual(await inner.check(subject, 'S1'), { source: 'inner', status: 'abstain' });
  assert.equal((await combine([inner, says('c', 'granted')], 'first-definite').check(subject, 'S1')).source, 'c');
});

test('it lists what each of them lists', async () => {
  const lists = (offerId: string): Source => ({ ...says(offerId, 'abstain'), async* list() { yield { offerId, status: 'active', expiresAt: null }; } });
  const found = [];
  for await (const { offerId } of combine([lists('S1'), says('x', 'denied'), lists('P2')], 'any').list!(subject)) found.push(offerId);
  assert.deepEqual(found, ['S1', 'P2']);
  assert.equal(combine([says('x', 'denied')], 'any').list, undefined);
});

test('no source and an unknown strategy are refused', () => {
  assert.throws(() => combine([], 'any'), /at least one source/);
  assert.throws(() => combine([says('a', 'denied')], 'some' as Strategy), /the strategy is 'any', 'all' or 'first-definite'/);
});
