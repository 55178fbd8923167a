import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  EDITORS,
  INCONSISTENCIES,
  SOFTWARE,
  SOLUTIONS,
  SONS_COULOIRS,
  SONS_DSRS,
  SONS_MILESTONES,
  SONS_SOLUTIONS,
  UnknownSonsSolutionError,
  referencingStatus,
  type SonsDsrCode,
  type SonsMilestone,
  type SonsSolution,
} from '../index.js';
import { parisInstantMs } from '../calendar/instants.js';

const YEAR_2023 = parisInstantMs('2023-01-01');
const YEAR_2024 = parisInstantMs('2024-01-01');
const WAVE_1: readonly SonsDsrCode[] = [
  'DPI',
  'RI',
  'PFI',
  'LGC',
  'LGO',
  'RIS',
  'SGL',
  'LOINC',
  'DUI',
];

const wave1 = SONS_SOLUTIONS.filter(({ version }) => version === 'Va1');

function referencedBefore(solutions: readonly SonsSolution[], atMs: number): SonsSolution[] {
  return solutions.filter(({ referencedAtMs }) => referencedAtMs < atMs);
}

function solutionOfCode(code: string): SonsSolution {
  const found = SONS_SOLUTIONS.find((solution) => solution.code === code);
  if (found === undefined) throw new Error(`no solution ${code}`);
  return found;
}

function milestoneOf(id: string): SonsMilestone {
  const found = SONS_MILESTONES.find((milestone) => milestone.id === id);
  if (found === undefined) throw new Error(`no milestone ${id}`);
  return found;
}

/** References that each editor obtained in 2023. */
function referencesOf2023(): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { editor, referencedAtMs } of SONS_SOLUTIONS) {
    if (referencedAtMs < YEAR_2023 || referencedAtMs >= YEAR_2024) continue;
    counts.set(editor, (counts.get(editor) ?? 0) + 1);
  }
  return counts;
}

describe('the hierarchy of the SONS', () => {
  it('keeps the 167 solutions of the wire at their indices, then adds 59 DUI, then wave 2', () => {
    expect(SONS_SOLUTIONS.map(({ index }) => index)).toEqual(SONS_SOLUTIONS.map((_, i) => i));
    for (const { index, code, name, dsr, couloir, editor, software, isFinanced } of SOLUTIONS) {
      expect(SONS_SOLUTIONS[index]).toMatchObject({
        code,
        name,
        dsr,
        couloir,
        editor,
        isFinanced,
        software: SOFTWARE[software]?.name,
      });
    }
    expect(SONS_SOLUTIONS.slice(167, 226).every(({ dsr }) => dsr === 'DUI')).toBe(true);
    expect(SONS_SOLUTIONS.slice(226).every(({ version }) => version === 'Va2')).toBe(true);
    expect(SONS_SOLUTIONS).toHaveLength(244);
  });

  it('has as many solutions of each DSR as the DSR says, in its couloir', () => {
    for (const { code, couloir, solutions } of SONS_DSRS) {
      const own = SONS_SOLUTIONS.filter(({ dsr }) => dsr === code);
      expect(own).toHaveLength(solutions);
      expect(own.every((solution) => solution.couloir === couloir)).toBe(true);
      expect(SONS_COULOIRS.some((known) => known.code === couloir)).toBe(true);
    }
    expect(SONS_DSRS.filter(({ wave }) => wave === 1).map(({ code }) => code)).toEqual(WAVE_1);
  });

  it('counts the couloirs of wave 1 as published', () => {
    const counts = SONS_COULOIRS.map(({ code }) => [
      code,
      wave1.filter(({ couloir }) => couloir === code).length,
    ]);
    expect(Object.fromEntries(counts)).toEqual({
      hospital: 90,
      city: 43,
      pharmacy: 11,
      radiology: 10,
      biology: 13,
      social: 59,
    });
  });

  it('refers to editors that exist, and gives every solution a code and a name of its own', () => {
    expect(SONS_SOLUTIONS.filter(({ editor }) => EDITORS[editor] === undefined)).toEqual([]);
    for (const key of ['code', 'name'] as const) {
      expect(new Set(SONS_SOLUTIONS.map((s) => s[key])).size).toBe(SONS_SOLUTIONS.length);
    }
  });

  it('never gives one software to two editors', () => {
    const owners = new Map(SONS_SOLUTIONS.map(({ software, editor }) => [software, editor]));
    for (const { software, editor } of SONS_SOLUTIONS) expect(owners.get(software)).toBe(editor);
  });

  it('has 14, 10 and 10 solutions of wave 1 with the largest editors, and never more than EDITORS say', () => {
    const sizes = EDITORS.map((editor) => wave1.filter((s) => s.editor === editor.index).length);
    expect([...sizes].sort((a, b) => b - a).slice(0, 3)).toEqual([14, 10, 10]);
    for (const editor of EDITORS) {
      expect(sizes[editor.index]).toBeLessThanOrEqual(editor.solutionsOfAllCouloirs);
    }
    const others = EDITORS.reduce((sum, editor) => sum + editor.solutionsOfAllCouloirs, 0);
    expect(others - wave1.length).toBe(11);
  });

  it('has editors over several DSR and couloirs', () => {
    const largest = new Set(SONS_SOLUTIONS.filter((s) => s.editor === 0).map(({ dsr }) => dsr));
    expect(largest.size).toBeGreaterThanOrEqual(8);
    const social = wave1.filter(({ dsr }) => dsr === 'DUI').map(({ editor }) => editor);
    const both = new Set(social.filter((editor) => (EDITORS[editor]?.solutions ?? 0) > 0));
    expect(both.size).toBe(26);
    expect(social.filter((editor) => editor === social[0])).toHaveLength(8);
  });

  it('finances every DUI and 15 of the 43 LGC', () => {
    const financed = (dsr: SonsDsrCode) =>
      SONS_SOLUTIONS.filter((solution) => solution.dsr === dsr && solution.isFinanced).length;
    expect(financed('DUI')).toBe(59);
    expect(financed('LGC')).toBe(15);
  });
});

describe('the referencing dates', () => {
  it('never precede the beginning of their DSR', () => {
    for (const { code, startsAtMs } of SONS_DSRS) {
      const own = SONS_SOLUTIONS.filter(({ dsr }) => dsr === code);
      expect(referencedBefore(own, startsAtMs)).toEqual([]);
    }
  });

  it('say of each that it is assumed, and inside which frame', () => {
    for (const { source, assumed } of SONS_SOLUTIONS) {
      expect(assumed).toBe(true);
      expect(source).toMatch(/^assumed date; .{10,}/);
    }
  });

  it.each([
    ['2022-06-22', 'LGC', 3],
    ['2022-09-23', 'LGC', 15],
    ['2023-01-01', 'LGC', 15],
    ['2024-01-01', 'LGC', 43],
    ['2022-06-28', 'LGO', 0],
    ['2022-09-23', 'LGO', 9],
    ['2023-01-01', 'LGO', 11],
    ['2022-09-23', 'RIS', 10],
    ['2022-09-23', 'SGL', 7],
    ['2022-09-23', 'LOINC', 6],
    ['2023-01-01', 'DUI', 14],
    ['2024-01-01', 'DUI', 59],
  ] as const)('have by %s so many %s referenced: %d', (day, code, count) => {
    const own = SONS_SOLUTIONS.filter(({ dsr }) => dsr === code);
    expect(referencedBefore(own, parisInstantMs(day))).toHaveLength(count);
  });

  it.each([
    ['lgc-referenced-2022-06-21', 'LGC'],
    ['social-referenced-2023-01-01', 'DUI'],
    ['social-referenced-2024-01-01', 'DUI'],
  ])('agree with the milestone %s', (id, code) => {
    const own = SONS_SOLUTIONS.filter(({ dsr }) => dsr === code);
    const { atMs, value } = milestoneOf(id);
    expect(referencedBefore(own, atMs)).toHaveLength(value);
  });

  it('leave few sanitary solutions with State money for after summer 2022', () => {
    const financed = wave1.filter((s) => s.isFinanced && s.couloir !== 'social');
    const late = financed.length - referencedBefore(financed, parisInstantMs('2022-09-23')).length;
    expect(late).toBe(16);
    expect(late / financed.length).toBeLessThan(0.12);
  });

  it('give 74 editors a reference in 2023, 13 of them several', () => {
    const counts = [...referencesOf2023().values()];
    expect(counts).toHaveLength(74);
    expect(counts.filter((count) => count > 1)).toHaveLength(13);
    expect(milestoneOf('editors-referenced-2023').value).toBe(counts.length);
    expect(milestoneOf('editors-referenced-twice-2023').value).toBe(13);
    const all = counts.reduce((sum, count) => sum + count, 0);
    const check = INCONSISTENCIES.find(({ id }) => id === 'references-2023')?.check;
    expect(check).toContain(`= ${all} references`);
  });

  it('reference nothing of wave 2 in 2023, and all of it by the end of 2025', () => {
    const wave2 = SONS_SOLUTIONS.filter(({ version }) => version === 'Va2');
    expect(referencedBefore(wave2, YEAR_2024)).toEqual([]);
    expect(referencedBefore(wave2, parisInstantMs('2026-01-01'))).toHaveLength(18);
  });
});

describe('the referencing status', () => {
  it('begins at the instant of the reference, not a millisecond earlier', () => {
    for (const { index, referencedAtMs, isFinanced } of SONS_SOLUTIONS) {
      const status = isFinanced ? 'with_funding' : 'without_funding';
      expect(referencingStatus(index, referencedAtMs - 1)).toBe('not_referenced');
      expect(referencingStatus(index, referencedAtMs)).toBe(status);
      expect(referencingStatus(index, referencedAtMs + 1)).toBe(status);
    }
  });

  it('is without State money for the 16th LGC, and with it for the 15th', () => {
    expect(referencingStatus(solutionOfCode('LGC-15').index, YEAR_2024)).toBe('with_funding');
    expect(referencingStatus(solutionOfCode('LGC-16').index, YEAR_2024)).toBe('without_funding');
  });

  it('has the DRIMbox off in 2023 and on after its date', () => {
    const { index } = solutionOfCode('DRIMBOX-01');
    expect(referencingStatus(index, parisInstantMs('2023-12-14T14:00'))).toBe('not_referenced');
    expect(referencingStatus(index, parisInstantMs('2025-12-01'))).toBe('with_funding');
  });

  it('refuses an index outside the catalogue, naming what it expected', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 244 }), fc.integer({ max: -1 })), (index) => {
        expect(() => referencingStatus(index, 0)).toThrow(UnknownSonsSolutionError);
      }),
    );
    expect(() => referencingStatus(0.5, 0)).toThrow('expected an index from 0 to 243; came 0.5');
  });
});
