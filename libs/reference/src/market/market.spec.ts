import { describe, expect, it } from '@jest/globals';
import { COULOIRS, DSRS, EDITORS, SOFTWARE, SOLUTIONS } from '../index.js';
import { EDITOR_NAMES_MAX } from './editor-names.js';
import { FINANCED_LGC } from './market.js';

/** Names of the field that a fictitious market must not show. */
const REAL_NAMES =
  /dedalus|arche|softway|equasens|winpharma|smart ?rx|cerp|clarisys|lifen|doctolib|cegedim|maincare|pharmagest|lgpi|compugroup|weda|hellodoc/i;

describe('the counts that the press states', () => {
  it('has 167 solutions spread over the DSR as published', () => {
    const counts = Object.fromEntries(
      DSRS.map(({ code }) => [code, SOLUTIONS.filter(({ dsr }) => dsr === code).length]),
    );
    expect(counts).toEqual({
      DPI: 36,
      RI: 28,
      PFI: 26,
      LGC: 43,
      LGO: 11,
      RIS: 10,
      SGL: 7,
      LOINC: 6,
    });
    expect(SOLUTIONS).toHaveLength(167);
    expect(DSRS.map(({ solutions }) => solutions)).toEqual(Object.values(counts));
  });

  it('has 90 hospital solutions, which is 53.9 % of 167', () => {
    const hospital = SOLUTIONS.filter(({ couloir }) => couloir === 'hospital').length;
    expect(hospital).toBe(90);
    expect(((hospital / SOLUTIONS.length) * 100).toFixed(1)).toBe('53.9');
  });

  it('has 138 software and 103 companies behind them', () => {
    expect(SOFTWARE).toHaveLength(138);
    expect(new Set(SOLUTIONS.map(({ software }) => software)).size).toBe(138);
    expect(new Set(SOLUTIONS.map(({ editor }) => editor)).size).toBe(103);
    expect(EDITORS.filter(({ solutions }) => solutions > 0)).toHaveLength(103);
  });

  it('has 136 editors over all couloirs, 40 with more than one solution', () => {
    expect(EDITORS).toHaveLength(136);
    expect(EDITORS.filter((editor) => editor.solutionsOfAllCouloirs > 1)).toHaveLength(40);
  });

  it('has 14, 10 and 10 solutions with the largest editors', () => {
    const sizes = EDITORS.map((editor) => editor.solutionsOfAllCouloirs).sort((a, b) => b - a);
    expect(sizes.slice(0, 4)).toEqual([14, 10, 10, 6]);
    expect(sizes.at(-1)).toBe(1);
  });

  it('has 237 solutions over all couloirs: 167, 59 social ones and 11 others', () => {
    const all = EDITORS.reduce((sum, editor) => sum + editor.solutionsOfAllCouloirs, 0);
    expect(all).toBe(167 + 59 + 11);
    expect(((90 / all) * 100).toFixed(0)).toBe('38');
  });

  it('has 15 financed solutions among the 43 LGC, with about 80 % of the doctors', () => {
    const financed = SOLUTIONS.filter(({ dsr, isFinanced }) => dsr === 'LGC' && isFinanced);
    expect(financed).toHaveLength(FINANCED_LGC);
    const share = financed.reduce((sum, { marketShare }) => sum + marketShare, 0);
    expect(share).toBeGreaterThan(0.79);
    expect(share).toBeLessThan(0.81);
  });
});

describe('the market', () => {
  it('indexes densely, since the indices are stored and sent', () => {
    for (const list of [COULOIRS, DSRS, EDITORS, SOFTWARE, SOLUTIONS]) {
      expect(list.map(({ index }) => index)).toEqual(list.map((_, index) => index));
    }
    expect(COULOIRS.map(({ code }) => code)).toEqual([
      'hospital',
      'city',
      'pharmacy',
      'radiology',
      'biology',
    ]);
  });

  it('refers to editors and software that exist and agree', () => {
    for (const solution of SOLUTIONS) {
      expect(SOFTWARE[solution.software]?.editor).toBe(solution.editor);
      expect(DSRS.find(({ code }) => code === solution.dsr)?.couloir).toBe(solution.couloir);
    }
    for (const editor of EDITORS) {
      const own = SOLUTIONS.filter((solution) => solution.editor === editor.index);
      expect(own).toHaveLength(editor.solutions);
    }
  });

  it('never references one software twice for the same DSR', () => {
    const pairs = SOLUTIONS.map(({ software, dsr }) => `${software}/${dsr}`);
    expect(new Set(pairs).size).toBe(SOLUTIONS.length);
  });

  it('shares each DSR out completely, never less for a better rank', () => {
    for (const { code } of DSRS) {
      const shares = SOLUTIONS.filter(({ dsr }) => dsr === code).map((s) => s.marketShare);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
    }
  });

  it('gives the published shares to the leaders of laboratories and pharmacies', () => {
    const leader = (code: string) => SOLUTIONS.find((s) => s.code === code)?.marketShare;
    expect(leader('SGL-01')).toBe(0.8);
    expect(leader('LGO-01')).toBe(0.4);
    expect(SOLUTIONS.find((s) => s.code === 'SGL-01')?.editor).toBe(0);
  });

  it('gives every editor, software and solution a name of its own, none of a real company', () => {
    expect(EDITORS.length).toBeLessThanOrEqual(EDITOR_NAMES_MAX);
    for (const list of [EDITORS, SOFTWARE, SOLUTIONS]) {
      expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
      expect(new Set(list.map(({ code }) => code)).size).toBe(list.length);
      expect(list.filter(({ name }) => REAL_NAMES.test(name))).toEqual([]);
    }
  });
});
