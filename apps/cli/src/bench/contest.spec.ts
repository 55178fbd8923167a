import { expect, test } from '@jest/globals';
import { holdContest, type Contestant } from './contest.js';

const silent = { line: () => undefined, progress: () => undefined, endProgress: () => undefined };

function noting(name: string, turns: string[]): Contestant {
  return {
    name,
    note: '',
    measure: (round) => {
      turns.push(`${name}${String(round)}`);
      return Promise.resolve({ eventsPerSecond: round });
    },
  };
}

test('contestants take turns in every round, and each round is prepared first', async () => {
  const turns: string[] = [];
  await holdContest({
    runs: 2,
    contestants: [noting('a', turns), noting('b', turns)],
    prepare: (round) => {
      turns.push(`-${String(round)}`);
      return Promise.resolve();
    },
    output: silent,
  });
  expect(turns).toEqual(['-0', 'a0', 'b0', '-1', 'a1', 'b1', '-2', 'a2', 'b2']);
});

test('the warm-up is not among the measured runs', async () => {
  const [ours] = await holdContest({ runs: 2, contestants: [noting('a', [])], output: silent });
  expect(ours?.runs.map(({ eventsPerSecond }) => eventsPerSecond)).toEqual([1, 2]);
});
