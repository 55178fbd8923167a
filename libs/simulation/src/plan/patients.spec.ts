import { describe, expect, it } from '@jest/globals';
import { PERSON_TIERS } from './assumptions.js';
import { mix } from './mixing.js';
import {
  activePerson,
  personOfStatus,
  personQuantile,
  PLACES_OF_STATUS,
  pseudonymHigh,
  pseudonymLow,
} from './patients.js';

/** Part of the persons without any document in a year, when documents fall on them as the tiers say. */
function personsWithout(documentsPerPerson: number): number {
  return PERSON_TIERS.reduce(
    (without, { persons, documents }) =>
      without + persons * Math.exp((-documentsPerPerson * documents) / persons),
    0,
  );
}

describe('documents by person', () => {
  it('cover all persons and all documents, heaviest users first', () => {
    const total = (pick: 'persons' | 'documents'): number =>
      PERSON_TIERS.reduce((sum, tier) => sum + tier[pick], 0);
    expect(total('persons')).toBeCloseTo(1, 12);
    expect(total('documents')).toBeCloseTo(1, 12);
    const intensities = PERSON_TIERS.map(({ persons, documents }) => documents / persons);
    expect(intensities).toEqual([...intensities].sort((a, b) => b - a));
  });

  it('leave a third of the population without any in 2024 and three in ten in 2025, as published', () => {
    expect(personsWithout(300 / 68)).toBeCloseTo(1 / 3, 1);
    expect(Math.abs(personsWithout(300 / 68) - 1 / 3)).toBeLessThan(0.02);
    expect(Math.abs(personsWithout(420 / 68) - 0.3)).toBeLessThan(0.02);
  });

  it('go to a few persons for a good part: half of them to under a sixth of the population', () => {
    expect(personQuantile(0.01)).toBeLessThan(0.001);
    expect(personQuantile(0.5)).toBeLessThan(1 / 6);
    expect(personQuantile(0.9)).toBeGreaterThan(0.4);
    expect(personQuantile(0.99)).toBeLessThan(0.7);
  });

  it('rise with the share and stay inside the population', () => {
    let previous = -1;
    for (let step = 0; step < 10_000; step++) {
      const rank = personQuantile(step / 10_000);
      expect(rank).toBeGreaterThan(previous);
      previous = rank;
    }
    expect(previous).toBeLessThan(1);
  });
});

describe('persons', () => {
  it('with a document accepted are never those refused for the status of their DMP', () => {
    const accepted = new Set<number>();
    const refused = new Set<number>();
    for (let i = 0; i < 20_000; i++) {
      accepted.add(activePerson(0, mix(1, i)));
      for (const place of [0, 1, PLACES_OF_STATUS.closed, PLACES_OF_STATUS.absent]) {
        refused.add(personOfStatus(0, mix(2, i), place));
      }
    }
    for (const rank of refused) expect(accepted.has(rank)).toBe(false);
  });

  it('have other pseudonyms under another seed and in another department', () => {
    const pseudonyms = new Set<string>();
    for (const key of [1, 2]) {
      for (const department of [0, 1, 100]) {
        for (let rank = 0; rank < 2000; rank++) {
          pseudonyms.add(
            `${pseudonymHigh(key, department, rank)}:${pseudonymLow(key, department, rank)}`,
          );
        }
      }
    }
    expect(pseudonyms.size).toBe(2 * 3 * 2000);
  });
});
