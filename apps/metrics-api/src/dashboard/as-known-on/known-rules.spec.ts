import { describe, expect, it } from '@jest/globals';
import { knownRules } from './known-rules.js';

/** The change of the sanitary windows was known from 21 June 2022 on, Europe/Paris. */
const KNOWN_MS = Date.UTC(2022, 5, 20, 22);

const cityOn = (lastMs: number): string | undefined =>
  knownRules(lastMs).find(({ window }) => window.code === 'V1-CITY')?.then?.version;

describe('knownRules', () => {
  it('changes with the first instant at which a version was known', () => {
    expect(cityOn(KNOWN_MS - 1)).toBe('V1-CITY/1');
    expect(cityOn(KNOWN_MS)).toBe('V1-CITY/2');
  });

  it('knows no version before the first, and the last one today', () => {
    expect(cityOn(Date.UTC(2021, 0, 1))).toBeUndefined();
    const city = knownRules(KNOWN_MS).find(({ window }) => window.code === 'V1-CITY');
    expect(city?.now?.version).toBe('V1-CITY/3');
  });
});
