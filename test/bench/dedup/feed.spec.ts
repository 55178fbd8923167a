import { expect, test } from '@jest/globals';
import { deduplicatorOf } from './deduplicators.js';
import { feed, fillGaps, type Answers } from './feed.js';

const disorder = { events: 200_000, gapShare: 0.01, window: 64 };

function answersOf(add: (sequence: number) => boolean): Answers {
  const answers = { asked: 0, first: 0, wrong: 0 };
  const deduplicator = { add, commit: () => undefined };
  feed(deduplicator, disorder, { from: 0, to: disorder.events }, answers);
  fillGaps(deduplicator, disorder, answers);
  return answers;
}

test.each(['sequence-set', 'set', 'bitmap'] as const)(
  '%s answers every sequence of a disordered stream with gaps and repeats truly',
  (name) => {
    const deduplicator = deduplicatorOf(name, disorder.events);
    const answers = { asked: 0, first: 0, wrong: 0 };
    feed(deduplicator, disorder, { from: 0, to: 123_456 }, answers);
    feed(deduplicator, disorder, { from: 123_456, to: disorder.events }, answers);
    const gaps = fillGaps(deduplicator, disorder, answers);
    expect(answers.wrong).toBe(0);
    expect(answers.first).toBe(disorder.events);
    expect(answers.asked).toBeGreaterThan(disorder.events + gaps);
  },
);

test('a deduplicator that takes everything for new is found out', () => {
  expect(answersOf(() => true).wrong).toBeGreaterThan(0);
});

test('a deduplicator that forgets a single sequence is found out', () => {
  const set = new Set<number>();
  const forgetful = (sequence: number): boolean => {
    const isNew = !set.has(sequence);
    if (sequence !== 0) set.add(sequence);
    return isNew;
  };
  expect(answersOf(forgetful).wrong).toBe(1);
});
