import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { personOfOrdinal } from '../people/known-people.js';
import { PEOPLE_COUNT } from '../people/population.js';
import { firstProfile } from '../profile/first-profile.js';
import { isActivatedAt, statusAt } from '../profile/profile.js';
import { ACTIVATION_POINTS, activatedShareAt, activationInstantMs } from './activation-curve.js';

const at = (text: string): number => Date.parse(text);
const MONTH_MS = (365.2425 / 12) * 86_400_000;

describe('the activation of profiles', () => {
  it('passes through every published number', () => {
    expect(ACTIVATION_POINTS.map(({ date, activated }) => [date, activated])).toEqual([
      ['2022-02-01', 0],
      ['2022-10', 7_200_000],
      ['2023-02', 7_900_000],
      ['2023-04', 8_400_000],
      ['2023-09', 9_200_000],
      ['2024-01-10', 10_567_231],
      ['2024-02', 11_000_000],
      ['2025-01', 17_000_000],
      ['2025-10', 23_300_000],
      ['2026-01', 24_000_000],
    ]);
    for (const { atMs, share, activated, profiles } of ACTIVATION_POINTS) {
      expect(activatedShareAt(atMs)).toBeCloseTo(share, 12);
      expect(share * profiles).toBeCloseTo(activated, 3);
    }
  });

  it('is 15.4 % of the profiles on 10 January 2024, as published', () => {
    expect((100 * activatedShareAt(at('2024-01-10T12:00:00Z'))).toFixed(1)).toBe('15.4');
  });

  it('tells the source of each number, and which one is assumed', () => {
    for (const { source } of ACTIVATION_POINTS) expect(source).not.toBe('');
    expect(ACTIVATION_POINTS.filter(({ assumed }) => assumed).map(({ date }) => date)).toEqual([
      '2022-02-01',
    ]);
  });

  it('lies half-way between two points at half the time', () => {
    const [from, to] = ACTIVATION_POINTS.slice(4, 6);
    if (from === undefined || to === undefined) throw new Error('expected two points');
    expect(activatedShareAt((from.atMs + to.atMs) / 2)).toBeCloseTo(
      (from.share + to.share) / 2,
      12,
    );
  });

  it('begins with nobody, goes on with the last published rhythm, and ends with everybody', () => {
    expect(activatedShareAt(at('2022-01-31T00:00:00Z'))).toBe(0);
    expect(activatedShareAt(at('2022-02-01T12:00:00Z'))).toBe(0);
    const last = ACTIVATION_POINTS.at(-1);
    if (last === undefined) throw new Error('expected a last point');
    const inTenMonths = activatedShareAt(last.atMs + 10 * MONTH_MS);
    expect((inTenMonths - last.share) * last.profiles).toBeCloseTo(6_000_000, -1);
    expect(activatedShareAt(at('2100-01-01T00:00:00Z'))).toBe(1);
  });

  it('never falls', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2021-06-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') }),
        fc.integer({ min: 0, max: 400 * 86_400_000 }),
        (fromMs, laterMs) => activatedShareAt(fromMs + laterMs) >= activatedShareAt(fromMs),
      ),
    );
  });

  it('takes each place at the instant when the share passes it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999_999, noNaN: true }), (place) => {
        const instantMs = activationInstantMs(place);
        expect(activatedShareAt(instantMs + 1000)).toBeGreaterThan(place - 1e-12);
        expect(activatedShareAt(instantMs - 1000)).toBeLessThan(place + 1e-9);
      }),
    );
  });
});

describe('people who activated', () => {
  it.each(['2022-10-15', '2023-09-15', '2024-01-10', '2025-01-15', '2026-01-15'])(
    'are as many of the profiles on %s as published',
    (day) => {
      const nowMs = at(`${day}T12:00:00Z`);
      let profiles = 0;
      let activated = 0;
      for (let i = 0; i < 20_000; i++) {
        const profile = firstProfile(personOfOrdinal(Math.floor((i / 20_000) * PEOPLE_COUNT)));
        if (statusAt(profile, nowMs) !== 'active') continue;
        profiles += 1;
        if (isActivatedAt(profile, nowMs)) activated += 1;
      }
      // 20,000 people: a third of a per cent is one standard deviation.
      expect(Math.abs(activated / profiles - activatedShareAt(nowMs))).toBeLessThan(0.011);
    },
  );
});
