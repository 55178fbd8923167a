import type { DsrCode } from './couloirs.js';

/** One software: the DSR it is referenced for. Each DSR makes one solution of it. */
type SoftwareScope = readonly DsrCode[];

/** What one editor has: its software in the closed sanitary couloirs, and its solutions elsewhere. */
export interface Portfolio {
  readonly software: readonly SoftwareScope[];
  /** Solutions in the couloirs that were still open: social and medico-social, messaging operators, SAS. */
  readonly solutionsElsewhere: number;
}

const DPI: SoftwareScope = ['DPI'];
const RI: SoftwareScope = ['RI'];
const PFI: SoftwareScope = ['PFI'];
const LGC: SoftwareScope = ['LGC'];
const LGO: SoftwareScope = ['LGO'];
const RIS: SoftwareScope = ['RIS'];
const SGL: SoftwareScope = ['SGL'];
const LOINC: SoftwareScope = ['LOINC'];
const HOSPITAL_SUITE: SoftwareScope = ['DPI', 'RI', 'PFI'];
const RECORD_AND_IDENTITY: SoftwareScope = ['DPI', 'RI'];
const RECORD_AND_PLATFORM: SoftwareScope = ['DPI', 'PFI'];
const IDENTITY_AND_PLATFORM: SoftwareScope = ['RI', 'PFI'];
const LABORATORY: SoftwareScope = ['SGL', 'LOINC'];

/** The forty editors with more than one solution over all couloirs, the largest first. */
const SEVERAL: readonly Portfolio[] = [
  // 14, 10 and 10 solutions: hospital and laboratory, medico-social, hospital.
  has(2, HOSPITAL_SUITE, LABORATORY, RECORD_AND_IDENTITY, RIS, LGC, SGL, DPI, RI),
  has(0, HOSPITAL_SUITE, RECORD_AND_IDENTITY, IDENTITY_AND_PLATFORM, RECORD_AND_PLATFORM, PFI),
  has(8, RECORD_AND_PLATFORM),
  // 6 and 5.
  has(1, HOSPITAL_SUITE, RECORD_AND_IDENTITY),
  has(1, HOSPITAL_SUITE, DPI),
  has(1, RECORD_AND_IDENTITY, RECORD_AND_PLATFORM),
  has(1, IDENTITY_AND_PLATFORM, DPI, RI),
  // 4.
  has(0, LGO, LGC, LGO, LGC),
  has(0, LGC, RIS, LGC, LGC),
  has(1, HOSPITAL_SUITE),
  has(1, LABORATORY, RIS),
  has(1, RECORD_AND_PLATFORM, RI),
  has(1, DPI, RI, PFI),
  // 3.
  has(0, LABORATORY, RIS),
  has(0, DPI, RI, LGC),
  has(1, RECORD_AND_IDENTITY),
  has(1, RECORD_AND_IDENTITY),
  has(1, IDENTITY_AND_PLATFORM),
  has(1, RECORD_AND_PLATFORM),
  has(1, DPI, RI),
  has(1, LGC, DPI),
  // 2.
  has(0, RECORD_AND_IDENTITY),
  has(0, LABORATORY),
  has(0, LGO, LGO),
  has(0, DPI, RI),
  has(0, SGL, LOINC),
  has(0, PFI, PFI),
  has(1, LGO),
  ...repeat(2, has(1, LGC)),
  ...repeat(4, has(1, DPI)),
  has(1, RI),
  ...repeat(2, has(1, PFI)),
  ...repeat(3, has(2)),
];

/** The ninety-six editors with one solution. */
const SINGLE: readonly Portfolio[] = [
  ...repeat(7, has(0, DPI)),
  ...repeat(5, has(0, RI)),
  ...repeat(7, has(0, PFI)),
  ...repeat(33, has(0, LGC)),
  ...repeat(6, has(0, LGO)),
  ...repeat(6, has(0, RIS)),
  has(0, SGL),
  has(0, LOINC),
  ...repeat(30, has(1)),
];

/**
 * Portfolios of the 136 editors, the largest first.
 *
 * Sourced (mind Health, 27 Feb 2024): 136 editors over all couloirs, 40 with more than one
 * solution, the largest 14, 10 and 10; in the closed sanitary couloirs 103 companies, 138 software,
 * 167 solutions. Derived: about 237 solutions over all couloirs (90 hospital solutions are "38 %").
 * How the software spreads over the editors is assumed; market.spec.ts asserts each count.
 */
export const PORTFOLIOS: readonly Portfolio[] = [...SEVERAL, ...SINGLE];

function has(solutionsElsewhere: number, ...software: SoftwareScope[]): Portfolio {
  return { software, solutionsElsewhere };
}

function repeat(times: number, portfolio: Portfolio): Portfolio[] {
  return Array.from({ length: times }, () => portfolio);
}
