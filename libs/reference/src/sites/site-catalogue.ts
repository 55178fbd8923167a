import {
  makeFiness,
  makePsIdNat,
  makeSiren,
  structIdNatOfFiness,
  structIdNatOfSiren,
} from '#libs/identifiers';
import { DEPARTMENTS } from '../population/departments.js';
import { placeSites, type SiteTable } from './site-table.js';

/** A site or an author that the catalogue does not hold: a bug of the caller. */
export class SiteOutOfRangeError extends Error {
  constructor(expected: string, came: string) {
    super(`outside the site catalogue: expected ${expected}; came ${came}; see libs/reference`);
    this.name = new.target.name;
  }
}

/**
 * The depositing sites, about 60,000, by index. Columns instead of objects: a hot loop reads them
 * without allocation. Identifiers are computed on demand; a site's are the same in every run.
 */
export class SiteCatalogue {
  /** Sites; indices are 0 to count − 1. */
  readonly count: number;
  /** Index in DEPARTMENTS. */
  readonly department: Uint8Array;
  /** Index in DSRS of the solution that deposits. */
  readonly dsr: Uint8Array;
  /** Index in SOLUTIONS. */
  readonly solution: Uint8Array;
  /** Part of its DSR's deposits that the site makes; the weights of one DSR add up to 1. */
  readonly weight: Float64Array;
  /** Professionals who sign at the site, at least 1. */
  readonly authorCount: Uint8Array;
  readonly #table: SiteTable;

  constructor(table: SiteTable) {
    this.#table = table;
    this.count = table.count;
    this.department = table.department;
    this.dsr = table.dsr;
    this.solution = table.solution;
    this.weight = table.weight;
    this.authorCount = table.authorCount;
  }

  /**
   * StructIdNat of a site, 10 characters: a SIREN for a practice, a FINESS elsewhere, both from
   * ranges that should hold no real structure. Throws SiteOutOfRangeError.
   */
  structIdNat(site: number): string {
    this.#assertSite(site);
    const number = this.#table.number[site] ?? 0;
    if (this.#table.isPractice[site] === 1) return structIdNatOfSiren(makeSiren(number));
    const department = DEPARTMENTS[this.department[site] ?? 0]?.code ?? '';
    return structIdNatOfFiness(makeFiness(department, number));
  }

  /** PSIdNat of author `k` (from 0) of a site, 12 digits. Throws SiteOutOfRangeError. */
  authorPsIdNat(site: number, k: number): string {
    this.#assertSite(site);
    const authors = this.authorCount[site] ?? 0;
    if (!Number.isInteger(k) || k < 0 || k >= authors) {
      throw new SiteOutOfRangeError(`an author 0 to ${authors - 1} of site ${site}`, String(k));
    }
    return makePsIdNat((this.#table.firstAuthor[site] ?? 0) + k);
  }

  #assertSite(site: number): void {
    if (!Number.isInteger(site) || site < 0 || site >= this.count) {
      throw new SiteOutOfRangeError(`a site 0 to ${this.count - 1}`, String(site));
    }
  }
}

let catalogue: SiteCatalogue | undefined;

/** The catalogue of depositing sites: built once a process, the same for every scenario and seed. */
export function siteCatalogue(): SiteCatalogue {
  catalogue ??= new SiteCatalogue(placeSites());
  return catalogue;
}
