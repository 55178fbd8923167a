import { describe, expect, it } from '@jest/globals';
import { ACTIVATION_POINTS, PEOPLE_COUNT } from '#libs/patients';
import { activationLines, countedShares, monthlyActivationLines } from './activation-page.js';
import { peopleLines } from './person-line.js';

const NOW_MS = Date.parse('2024-06-01T10:00:00Z');

describe('mes patients show', () => {
  it('prints what an integrator deposits for, and that nobody stands behind it', () => {
    const [line] = peopleLines({ from: 4, count: 1, status: undefined, nowMs: NOW_MS });
    expect(line).toMatchObject({ isSynthetic: true, ordinal: 4, department: '01' });
    expect(line?.patientId).toBe(`${line?.matricule ?? ''}^^^&1.2.250.1.213.1.4.10&ISO^NH`);
    expect(line?.pseudonym).toMatch(/^[0-9a-f]{16}$/);
    expect(line?.traits.birthName).toMatch(/^SIM-/);
  });

  it('prints only people of the wanted status', () => {
    const some = [...peopleLines({ from: 0, count: 130, status: 'active', nowMs: NOW_MS })];
    expect(some).toHaveLength(130);
    expect(some[0]?.ordinal).toBe(4);
    expect(new Set(some.map(({ profileStatus }) => profileStatus))).toEqual(new Set(['active']));
    const opposed = [...peopleLines({ from: 0, count: 4, status: 'opposed', nowMs: NOW_MS })];
    expect(opposed.map(({ ordinal }) => ordinal)).toEqual([0, 1, 128, 129]);
  });

  it('ends with the last person', () => {
    const from = PEOPLE_COUNT - 2;
    expect([...peopleLines({ from, count: 5, status: undefined, nowMs: NOW_MS })]).toHaveLength(2);
  });
});

describe('mes patients activation', () => {
  it('counts among the people what was published, to half a point', () => {
    const shares = countedShares(ACTIVATION_POINTS.map(({ atMs }) => atMs));
    ACTIVATION_POINTS.forEach(({ share }, index) => {
      expect(Math.abs((shares[index] ?? 1) - share)).toBeLessThan(0.005);
    });
  });

  it('prints every point with its source', () => {
    const page = activationLines().join('\n');
    for (const { date, source } of ACTIVATION_POINTS) {
      expect(page).toContain(date);
      expect(page).toContain(source);
    }
    expect(page).toMatch(/2024-01-10 +10 567 231 +68 406 684 +15\.45 %/);
    expect(page).toContain('never a gate');
  });

  it('prints each month of the curve, and which are interpolated', () => {
    const lines = monthlyActivationLines();
    expect(lines).toHaveLength(1 + 48);
    expect(lines[1]).toMatch(/^2022-02 +0\.00 % +yes/);
    expect(lines.find((line) => line.startsWith('2023-12'))).toContain('interpolated (assumed)');
    expect(lines.at(-1)).toMatch(/^2026-01 .* yes$/);
  });
});
