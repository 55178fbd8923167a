import { DEPARTMENT_TABLE } from './department-table.js';

/** A department with its legal population. */
export interface Department {
  /** Dense from 0, in the order 01..19, 2A, 2B, 21..95, 971..974, 976. Stored: never reorder. */
  readonly index: number;
  /** Code of the Code officiel géographique, such as `2A` or `974`. */
  readonly code: string;
  readonly name: string;
  readonly regionCode: string;
  readonly regionName: string;
  /** Persons, legal population of the vintage `POPULATION_VINTAGE`. */
  readonly population: number;
}

/** A department code that is not one of the 101. */
export class UnknownDepartmentError extends Error {
  constructor(readonly code: string) {
    super(
      `unknown department: expected one of the ${DEPARTMENTS.length} codes 01..19, 2A, 2B, 21..95, 971..974, 976; ` +
        `came ${JSON.stringify(code)}; see DEPARTMENTS in libs/reference`,
    );
    this.name = new.target.name;
  }
}

/** What the legal population is: package, perimeter and the census behind it. */
export const POPULATION_VINTAGE =
  '@etalab/decoupage-administratif 4.1.0, published in 2024; Mayotte frozen at its 2017 census';

/**
 * The 96 departments of metropolitan France and the five overseas ones (DROM).
 *
 * The package's traps: its department rows carry no population, so communes are summed; only
 * `commune-actuelle` rows count, because the arrondissements of Paris, Lyon and Marseille would be
 * counted twice; the overseas collectivities (COM) are in its list and are left out here.
 *
 * Source: @etalab/decoupage-administratif 4.1.0 (data under Licence Ouverte, from INSEE).
 */
export const DEPARTMENTS: readonly Department[] = DEPARTMENT_TABLE.map(
  ([code, name, regionCode, regionName, population], index) => ({
    index,
    code,
    name,
    regionCode,
    regionName,
    population,
  }),
);

const byCode: ReadonlyMap<string, Department> = new Map(
  DEPARTMENTS.map((department) => [department.code, department]),
);

/** The department of an official code. Throws UnknownDepartmentError. */
export function departmentOfCode(code: string): Department {
  const department = byCode.get(code);
  if (department === undefined) throw new UnknownDepartmentError(code);
  return department;
}
