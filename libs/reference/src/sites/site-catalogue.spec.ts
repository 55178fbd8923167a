import { describe, expect, it } from '@jest/globals';
import {
  parsePsIdNat,
  parseRpps,
  parseSiren,
  parseFiness,
  parseStructIdNat,
} from '#libs/identifiers';
import {
  DEPARTMENTS,
  DSRS,
  SITE_KINDS,
  SOLUTIONS,
  SiteOutOfRangeError,
  siteCatalogue,
} from '../index.js';
import { apportioned, heavyTailed, mixed, shuffled } from './arrangement.js';
import { EQUIPPED_DOCTORS } from './site-kinds.js';
import { placeSites } from './site-table.js';

const catalogue = siteCatalogue();
const allSites = Array.from({ length: catalogue.count }, (_, site) => site);

function indexOfDsr(code: string): number {
  return DSRS.findIndex((dsr) => dsr.code === code);
}

function sitesOfDsr(code: string): number[] {
  return allSites.filter((site) => catalogue.dsr[site] === indexOfDsr(code));
}

function weightsOfDsr(code: string): number[] {
  return sitesOfDsr(code)
    .map((site) => catalogue.weight[site] ?? 0)
    .sort((a, b) => b - a);
}

describe('the site catalogue', () => {
  it('has about 60,000 sites, the stated number of each kind', () => {
    expect(catalogue.count).toBe(60_044);
    expect(sitesOfDsr('DPI').length + sitesOfDsr('PFI').length).toBe(3_300);
    expect(sitesOfDsr('LGC')).toHaveLength(30_000);
    expect(sitesOfDsr('LGO')).toHaveLength(20_500);
    expect(sitesOfDsr('RIS')).toHaveLength(1_800);
    expect(sitesOfDsr('SGL')).toHaveLength(4_444);
  });

  it('has no site under a DSR that deposits nothing', () => {
    expect(sitesOfDsr('RI')).toEqual([]);
    expect(sitesOfDsr('LOINC')).toEqual([]);
    const depositing = new Set(SITE_KINDS.flatMap(({ dsrs }) => dsrs.map(({ dsr }) => dsr)));
    expect(DSRS.filter((dsr) => dsr.isDepositing).map(({ code }) => code)).toEqual(
      DSRS.map(({ code }) => code).filter((code) => depositing.has(code)),
    );
  });

  it('has 51,700 doctors in the practices', () => {
    const doctors = sitesOfDsr('LGC').reduce(
      (n, site) => n + (catalogue.authorCount[site] ?? 0),
      0,
    );
    expect(doctors).toBe(EQUIPPED_DOCTORS);
  });

  it('gives every site a valid synthetic StructIdNat of its own, 10 characters long', () => {
    const texts = allSites.map((site) => catalogue.structIdNat(site));
    expect(new Set(texts).size).toBe(catalogue.count);
    for (const text of texts) {
      const { kind, number } = parseStructIdNat(text);
      const parsed = kind === 'siren' ? parseSiren(number) : parseFiness(number);
      if (!parsed.isSynthetic || text.length !== 10) throw new Error(`not synthetic: ${text}`);
    }
  });

  it('starts a FINESS number with the site’s department', () => {
    for (const site of sitesOfDsr('SGL')) {
      const { department } = parseFiness(catalogue.structIdNat(site).slice(1));
      const code = DEPARTMENTS[catalogue.department[site] ?? -1]?.code ?? '';
      if (!code.startsWith(department)) throw new Error(`${department} for a site of ${code}`);
    }
  });

  it('gives every author a valid synthetic PSIdNat of their own', () => {
    const seen = new Set<string>();
    for (const site of allSites.filter((index) => index % 97 === 0)) {
      for (let k = 0; k < (catalogue.authorCount[site] ?? 0); k++) {
        const text = catalogue.authorPsIdNat(site, k);
        expect(parsePsIdNat(text).kind).toBe('rpps');
        expect(parseRpps(text.slice(1)).isSynthetic).toBe(true);
        seen.add(text);
      }
    }
    expect(seen.size).toBeGreaterThan(600);
    expect(catalogue.authorCount.every((authors) => authors > 0)).toBe(true);
  });

  it('keeps the authors of neighbouring sites apart', () => {
    for (const site of [0, 1_000, 10_000, 50_000]) {
      const last = catalogue.authorPsIdNat(site, (catalogue.authorCount[site] ?? 1) - 1);
      expect(Number(catalogue.authorPsIdNat(site + 1, 0).slice(3, 11))).toBe(
        Number(last.slice(3, 11)) + 1,
      );
    }
  });

  it('refuses a site or an author just outside, on both sides', () => {
    const last = catalogue.count - 1;
    expect(catalogue.structIdNat(last)).toHaveLength(10);
    expect(() => catalogue.structIdNat(catalogue.count)).toThrow(SiteOutOfRangeError);
    expect(() => catalogue.structIdNat(-1)).toThrow(SiteOutOfRangeError);
    const authors = catalogue.authorCount[last] ?? 0;
    expect(catalogue.authorPsIdNat(last, authors - 1)).toHaveLength(12);
    expect(() => catalogue.authorPsIdNat(last, authors)).toThrow(SiteOutOfRangeError);
    expect(() => catalogue.authorPsIdNat(last, 0.5)).toThrow(SiteOutOfRangeError);
  });

  it('gives each solution its market share of the sites, to the site', () => {
    for (const solution of SOLUTIONS) {
      const sites = sitesOfDsr(solution.dsr);
      const clients = sites.filter((site) => catalogue.solution[site] === solution.index).length;
      expect(Math.abs(clients - solution.marketShare * sites.length)).toBeLessThanOrEqual(1);
    }
  });

  it('does not deal the solutions out in the order of the sites', () => {
    const leader = SOLUTIONS.findIndex(({ code }) => code === 'SGL-01');
    const sites = sitesOfDsr('SGL');
    const inFirstHalf = sites
      .slice(0, sites.length / 2)
      .filter((site) => catalogue.solution[site] === leader).length;
    const share = inFirstHalf / (sites.length / 2);
    expect(share).toBeGreaterThan(0.77);
    expect(share).toBeLessThan(0.83);
  });

  it('spreads each kind over the departments with their population, within a quarter', () => {
    const people = DEPARTMENTS.reduce((sum, { population }) => sum + population, 0);
    for (const code of ['LGC', 'LGO']) {
      const sites = sitesOfDsr(code);
      for (const department of DEPARTMENTS) {
        const here = sites.filter((site) => catalogue.department[site] === department.index).length;
        const expected = (sites.length * department.population) / people;
        expect(here).toBeGreaterThan(expected * 0.72 - 1);
        expect(here).toBeLessThan(expected * 1.28 + 1);
      }
    }
  });

  it('has at least one hospital, practice, pharmacy and laboratory in every department', () => {
    for (const codes of [['DPI', 'PFI'], ['LGC'], ['LGO'], ['SGL']]) {
      const departments = new Set(
        codes.flatMap(sitesOfDsr).map((site) => catalogue.department[site]),
      );
      expect(departments.size).toBe(DEPARTMENTS.length);
    }
  });

  it('is the same whenever it is built', () => {
    const again = placeSites();
    expect(again.weight).toEqual(catalogue.weight);
    expect(again.solution).toEqual(catalogue.solution);
    expect(again.department).toEqual(catalogue.department);
    expect(siteCatalogue()).toBe(catalogue);
  });
});

describe('the volumes of the sites', () => {
  it('add up to 1 in each DSR', () => {
    for (const code of ['DPI', 'PFI', 'LGC', 'LGO', 'RIS', 'SGL']) {
      const weights = weightsOfDsr(code);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
      expect(weights.at(-1)).toBeGreaterThan(0);
    }
  });

  it.each([
    ['DPI', 0.6, 0.75],
    ['LGC', 0.5, 0.7],
    ['SGL', 0.5, 0.7],
    ['LGO', 0.3, 0.45],
  ])('are heavy-tailed: a fifth of the sites of %s makes %d to %d of them', (code, low, high) => {
    const weights = weightsOfDsr(code);
    const top = weights.slice(0, weights.length / 5).reduce((sum, weight) => sum + weight, 0);
    expect(top).toBeGreaterThan(low);
    expect(top).toBeLessThan(high);
  });

  it('leave no site more than a tenth of its DSR', () => {
    for (const code of ['DPI', 'PFI', 'LGC', 'LGO', 'RIS', 'SGL']) {
      expect(weightsOfDsr(code)[0]).toBeLessThan(0.1);
    }
  });

  it('leave 20 % of the practices with next to nothing', () => {
    const sites = sitesOfDsr('LGC');
    const perDoctor = sites.map(
      (site) => (catalogue.weight[site] ?? 0) / (catalogue.authorCount[site] ?? 1),
    );
    const mean = 1 / EQUIPPED_DOCTORS;
    const idle = perDoctor.filter((weight) => weight < mean / 50).length;
    expect(idle / sites.length).toBeCloseTo(0.2, 3);
  });
});

describe('the arrangement', () => {
  it('apportions to the exact total and never two away from the quota', () => {
    expect(apportioned(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(apportioned(0, [1, 2])).toEqual([0, 0]);
    const counts = apportioned(167, [0.5, 0.3, 0.2]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(167);
  });

  it('shuffles without losing a number, differently for another salt', () => {
    const order = shuffled(1_000, 7);
    expect([...order].sort((a, b) => a - b)).toEqual([...order.keys()]);
    expect(shuffled(1_000, 7)).toEqual(order);
    expect(shuffled(1_000, 8)).not.toEqual(order);
  });

  it('mixes into the whole range of 32 bits', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => mixed(3, i) / 2 ** 32);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeGreaterThan(0.49);
    expect(mean).toBeLessThan(0.51);
    expect(new Set(values).size).toBeGreaterThan(9_990);
  });

  it('has median 1 and a tail that grows with the exponent', () => {
    for (const eighths of [1, 2, 3, 4, 5, 6, 7]) expect(heavyTailed(0.5, eighths)).toBe(1);
    expect(heavyTailed(0.9, 4)).toBeCloseTo(3, 12);
    expect(heavyTailed(0.9, 6)).toBeCloseTo(9 ** 0.75, 12);
    expect(heavyTailed(0.99, 3)).toBeCloseTo(99 ** 0.375, 12);
  });
});
