import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  PERSONS_BEYOND_QUANTILE_MIN,
  estimatePeople,
  type DocumentsHistogram,
} from './estimate-people.js';
import { PERSONS_PER_SAMPLED, isSampled } from './person-sample.js';

/** A generator of 32 random bits with a seed (xorshift). */
function bitsFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Persons by documents, ascending. */
function histogramOf(documentsByPerson: Iterable<number>): DocumentsHistogram {
  const counts = new Map<number, number>();
  for (const documents of documentsByPerson) {
    if (documents > 0) counts.set(documents, (counts.get(documents) ?? 0) + 1);
  }
  return [...counts]
    .map(([documents, persons]) => ({ documents, persons }))
    .sort((a, b) => a.documents - b.documents);
}

/** Documents of the persons whom the pseudonyms' low bits choose. */
function* sampledOf(documentsByPerson: Iterable<number>, bits: () => number): Generator<number> {
  for (const documents of documentsByPerson) if (isSampled(bits())) yield documents;
}

/** Many persons with one document, few with many, some with none: `reached` of a thousand have one. */
function* population(persons: number, reachedPerMille: number): Generator<number> {
  for (let person = 0; person < persons; person++) {
    const isReached = person % 1000 < reachedPerMille;
    yield isReached ? 1 + Math.floor(40 / (1 + (person % 97))) : 0;
  }
}

describe('estimatePeople', () => {
  it.each([0, 3, 200, 667, 1000])(
    'is unbiased, with the spread that it states, where %d of 1,000 persons are reached',
    (reachedPerMille) => {
      const [persons, draws] = [200_000, 200];
      const bits = bitsFrom(20231201);
      const everybody = [...population(persons, reachedPerMille)];
      let [sum, squares, variance, covered] = [0, 0, 0, 0];
      for (let draw = 0; draw < draws; draw++) {
        const estimate = estimatePeople(histogramOf(sampledOf(everybody, bits)), persons);
        const error = estimate.share - reachedPerMille / 1000;
        sum += error;
        squares += error * error;
        variance += estimate.shareStandardError ** 2;
        const isInside =
          estimate.shareLow <= reachedPerMille / 1000 &&
          reachedPerMille / 1000 <= estimate.shareHigh;
        if (isInside) covered += 1;
      }
      // Of the mean of so many draws, four standard errors; at nobody all of them are exactly zero.
      expect(Math.abs(sum / draws)).toBeLessThanOrEqual(4 * Math.sqrt(squares / draws / draws));
      if (reachedPerMille > 0) {
        expect(Math.sqrt(variance / squares)).toBeGreaterThan(0.85);
        expect(Math.sqrt(variance / squares)).toBeLessThan(1.15);
      }
      expect(covered / draws).toBeGreaterThan(0.92);
    },
  );

  it('says of nobody: zero, no quantiles of those reached, and an interval that is not empty', () => {
    const nobody = estimatePeople([], 68_000_000);
    expect(nobody).toMatchObject({
      sampledPersons: 0,
      personsReached: 0,
      share: 0,
      shareStandardError: 0,
      shareLow: 0,
      documentsPerPersonReached: null,
      reached: { median: null, p90: null, p99: null },
      inhabitants: { median: 0, p90: 0, p99: 0 },
    });
    expect(nobody.shareHigh).toBeGreaterThan(0);
    expect(nobody.shareHigh).toBeLessThan(0.0001);
  });

  it('says of everybody: the share is 1 and the interval ends there', () => {
    const persons = 2000;
    const all = estimatePeople([{ documents: 7, persons }], persons * PERSONS_PER_SAMPLED);
    expect(all).toMatchObject({
      share: 1,
      shareHigh: 1,
      documentsPerPersonReached: 7,
      reached: { median: 7, p90: 7, p99: 7 },
      inhabitants: { median: 7, p90: 7, p99: 7 },
    });
    expect(all.shareLow).toBeGreaterThan(0.95);
  });

  it('counts a sample above what the population lets expect as everybody', () => {
    const more = estimatePeople([{ documents: 1, persons: 2100 }], 2000 * PERSONS_PER_SAMPLED);
    expect(more.share).toBeCloseTo(1.05, 10);
    expect(more.inhabitants).toEqual({ median: 1, p90: 1, p99: 1 });
  });

  it('gives quantiles of those reached and of all inhabitants, at the persons where they change', () => {
    // Of 4,000 persons of the sample 2,000 are reached: 1,800 once, 180 five times, 20 forty times.
    const histogram = [
      { documents: 1, persons: 1800 },
      { documents: 5, persons: 180 },
      { documents: 40, persons: 20 },
    ];
    const population = 4000 * PERSONS_PER_SAMPLED;
    expect(estimatePeople(histogram, population)).toMatchObject({
      share: 0.5,
      documentsPerPersonReached: (1800 + 900 + 800) / 2000,
      reached: { median: 1, p90: 1, p99: 5 },
      inhabitants: { median: 0, p90: 1, p99: 5 },
    });
    // One person less with one document: the 1,800th of 2,000 has five.
    const shifted = [
      { documents: 1, persons: 1799 },
      { documents: 5, persons: 181 },
      { documents: 40, persons: 20 },
    ];
    expect(estimatePeople(shifted, population).reached.p90).toBe(5);
    expect(estimatePeople([{ documents: 3, persons: 2001 }], population).inhabitants.median).toBe(
      3,
    );
    expect(estimatePeople([{ documents: 3, persons: 2000 }], population).inhabitants.median).toBe(
      0,
    );
  });

  it.each([
    ['median', 2 * PERSONS_BEYOND_QUANTILE_MIN],
    ['p90', 10 * PERSONS_BEYOND_QUANTILE_MIN],
    ['p99', 100 * PERSONS_BEYOND_QUANTILE_MIN],
  ] as const)('says the %s from %d sampled persons on', (name, persons) => {
    const of = (sampled: number): number | null =>
      estimatePeople([{ documents: 2, persons: sampled }], 68_000_000).reached[name];
    expect(of(persons - 1)).toBeNull();
    expect(of(persons)).toBe(2);
  });

  it('agrees with the quantiles of the sorted list, and keeps their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 22, maxLength: 2000 }),
        (list) => {
          const sorted = [...list].sort((a, b) => a - b);
          const { reached, inhabitants, shareLow, share, shareHigh } = estimatePeople(
            histogramOf(list),
            PERSONS_PER_SAMPLED * 3000,
          );
          expect(reached.median).toBe(sorted[Math.ceil(list.length / 2) - 1]);
          expect(reached.p90 ?? Infinity).toBeGreaterThanOrEqual(reached.median ?? 0);
          expect(inhabitants.median ?? 0).toBeLessThanOrEqual(reached.median ?? 0);
          expect(shareLow).toBeLessThan(share);
          expect(share).toBeLessThan(shareHigh);
        },
      ),
    );
  });

  it.each([0, -1, NaN])('refuses a population of %d', (persons) => {
    expect(() => estimatePeople([], persons)).toThrow(RangeError);
  });

  it.each([
    { documents: 0, persons: 1 },
    { documents: 1, persons: 0 },
    { documents: 1.5, persons: 1 },
    { documents: 1, persons: -1 },
  ])('refuses %j', (step) => {
    expect(() => estimatePeople([step], 1000)).toThrow(/whole numbers above 0/);
  });
});
