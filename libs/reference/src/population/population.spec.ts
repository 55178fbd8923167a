import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import {
  DENOMINATORS,
  DEPARTMENTS,
  POPULATION_BY_ZONE,
  POPULATION_VINTAGE,
  UnknownDepartmentError,
  departmentOfCode,
} from '../index.js';

interface Commune {
  readonly type: string;
  readonly zone: 'metro' | 'drom' | 'com';
  readonly departement?: string;
  readonly population?: number;
}

interface Named {
  readonly code: string;
  readonly nom: string;
  readonly region?: string;
}

const require = createRequire(import.meta.url);
const PACKAGE = '@etalab/decoupage-administratif';

function readPackage(file: string): unknown {
  return JSON.parse(readFileSync(require.resolve(`${PACKAGE}/${file}`), 'utf8'));
}

const allCommunes = readPackage('data/communes.json') as readonly Commune[];
const communes = allCommunes.filter(({ type }) => type === 'commune-actuelle');

function personsOf(list: readonly Commune[]): number {
  return list.reduce((sum, { population = 0 }) => sum + population, 0);
}

function denominator(id: string): number {
  return DENOMINATORS.find((candidate) => candidate.id === id)?.persons ?? Number.NaN;
}

describe('the departments', () => {
  it('are the table that the pinned package gives', () => {
    expect(readPackage('package.json')).toMatchObject({ version: '4.1.0' });
    expect(POPULATION_VINTAGE).toContain(`${PACKAGE} 4.1.0`);
  });

  it('are 96 metropolitan and 5 overseas ones, 2A and 2B between 19 and 21', () => {
    const codes = DEPARTMENTS.map(({ code }) => code);
    expect(codes).toHaveLength(101);
    expect(codes.slice(18, 22)).toEqual(['19', '2A', '2B', '21']);
    expect(codes.slice(-6)).toEqual(['95', '971', '972', '973', '974', '976']);
    expect(DEPARTMENTS.map(({ index }) => index)).toEqual(codes.map((_, index) => index));
  });

  it.each(DEPARTMENTS.map(({ code, name, population }) => [code, name, population] as const))(
    '%s %s has %i inhabitants, as the package’s communes add up',
    (code, _name, population) => {
      const here = communes.filter(({ departement }) => departement === code);
      expect(personsOf(here)).toBe(population);
    },
  );

  it('carry the package’s names and regions', () => {
    const names = new Map(
      (readPackage('data/departements.json') as readonly Named[]).map((row) => [row.code, row]),
    );
    const regions = new Map(
      (readPackage('data/regions.json') as readonly Named[]).map(({ code, nom }) => [code, nom]),
    );
    for (const department of DEPARTMENTS) {
      expect(names.get(department.code)?.nom).toBe(department.name);
      expect(names.get(department.code)?.region).toBe(department.regionCode);
      expect(regions.get(department.regionCode)).toBe(department.regionName);
    }
    expect(new Set(DEPARTMENTS.map(({ regionCode }) => regionCode)).size).toBe(18);
  });

  it('have 68,017,091 inhabitants together', () => {
    expect(denominator('legal-population')).toBe(68_017_091);
    expect(POPULATION_BY_ZONE.metropolitan + POPULATION_BY_ZONE.overseasDepartments).toBe(
      68_017_091,
    );
  });

  it('leave out the 607,986 inhabitants of the overseas collectivities', () => {
    const ofZone = (zone: string) => personsOf(communes.filter((row) => row.zone === zone));
    expect(ofZone('metro')).toBe(POPULATION_BY_ZONE.metropolitan);
    expect(ofZone('drom')).toBe(POPULATION_BY_ZONE.overseasDepartments);
    expect(ofZone('com')).toBe(POPULATION_BY_ZONE.overseasCollectivities);
    expect(personsOf(communes)).toBe(68_625_077);
  });

  it('count Paris, Lyon and Marseille once: their arrondissements are another type of row', () => {
    const arrondissements = allCommunes.filter(({ type }) => type === 'arrondissement-municipal');
    expect(arrondissements).toHaveLength(45);
    expect(personsOf(arrondissements)).toBeGreaterThan(3_000_000);
  });

  it('are found by code', () => {
    expect(departmentOfCode('2A').name).toBe('Corse-du-Sud');
    expect(departmentOfCode('976').index).toBe(100);
  });

  it.each(['20', '1', '975', '', '00', '2a', '96'])('refuse the code %j and say so', (code) => {
    expect(() => departmentOfCode(code)).toThrow(UnknownDepartmentError);
    expect(() => departmentOfCode(code)).toThrow(`came "${code}"`);
  });
});

describe('the denominators', () => {
  it('are the five that rates are printed on', () => {
    expect(DENOMINATORS.map(({ id, persons }) => [id, persons])).toEqual([
      ['legal-population', 68_017_091],
      ['profiles-2023-02', 65_700_000],
      ['profiles-2023-09', 66_300_000],
      ['profiles-2024-01', 68_406_684],
      ['article-implied', 64_457_143],
    ]);
  });

  it.each([
    ['legal-population', '3.32'],
    ['profiles-2023-02', '3.43'],
    ['profiles-2023-09', '3.40'],
    ['profiles-2024-01', '3.30'],
    ['article-implied', '3.50'],
  ])('print December 2023 annualised on %s as %s per person', (id, rate) => {
    expect(((12 * 18_800_000) / denominator(id)).toFixed(2)).toBe(rate);
  });

  it('would print 3.49 on the persons implied by the rounded 226 million', () => {
    expect(((12 * 18_800_000) / Math.round(226_000_000 / 3.5)).toFixed(2)).toBe('3.49');
  });

  it('say where they come from, who is counted and when', () => {
    for (const { source, perimeter, vintage } of DENOMINATORS) {
      expect([source, perimeter, vintage].every((text) => text.length > 3)).toBe(true);
    }
  });
});
