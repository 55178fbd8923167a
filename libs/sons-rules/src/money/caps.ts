import type { Sourced, SonsDsrCode } from '#libs/reference';

/** A step of a cap that depends on the client. Steps are in order; the last has no upper bound. */
export interface CapBand {
  /** The band ends before this basis; null for the last. Assumed. */
  readonly basisBelow: number | null;
  /** Tax excluded, cents. */
  readonly capCents: number;
  /** Thousandths of the clients that are in the band. Assumed. */
  readonly clientsPermille: number;
}

/** The most that the State pays for one billing unit of a kind of solution, tax excluded. */
export interface Cap extends Sourced {
  /** One billing unit in words. */
  readonly per: string;
  /** What the bands are taken by: `basis` of the order. */
  readonly basis: 'none' | 'reimbursed_turnover_cents' | 'sites';
  /** One band with `basisBelow` null when the cap is the same for everyone. */
  readonly bands: readonly CapBand[];
}

/**
 * Pharmacies by turnover on reimbursed drugs without the expensive ones, cents a year. 625 and 875 €
 * and the mean of 703 € are sourced (mind Health, Le Moniteur des pharmacies, geer.fr); the steps
 * between, the turnovers and the shares are assumed, chosen so that the mean is 703.00 € exactly.
 */
export const LGO_BANDS: readonly CapBand[] = [
  { basisBelow: 60_000_000, capCents: 62_500, clientsPermille: 360 },
  { basisBelow: 80_000_000, capCents: 67_500, clientsPermille: 210 },
  { basisBelow: 100_000_000, capCents: 72_500, clientsPermille: 160 },
  { basisBelow: 130_000_000, capCents: 77_500, clientsPermille: 120 },
  { basisBelow: 180_000_000, capCents: 82_500, clientsPermille: 80 },
  { basisBelow: null, capCents: 87_500, clientsPermille: 70 },
];

/**
 * Laboratory groups by number of sites. 22,500 and 38,565 € are sourced (geer.fr), as are 383 groups
 * with 4,444 sites and 8.6 to 8.7 million € in all: 22,585 € on average, so that nearly every group is
 * in the lowest band. The steps between, their bounds and the shares are assumed.
 */
export const SGL_BANDS: readonly CapBand[] = [
  { basisBelow: 50, capCents: 2_250_000, clientsPermille: 984 },
  { basisBelow: 100, capCents: 2_785_500, clientsPermille: 8 },
  { basisBelow: 150, capCents: 3_321_000, clientsPermille: 5 },
  { basisBelow: null, capCents: 3_856_500, clientsPermille: 3 },
];

const HOSPITAL =
  'assumed: a sheet on the activity of 2019 decides; 3,300 hospitals with DPI, RI and PFI make 76.9 of the 77 million € of geer.fr';

/** Caps by kind of solution. */
export const CAPS: Readonly<Record<SonsDsrCode, Cap>> = {
  DPI: fixed(1_400_000, 'hospital', HOSPITAL),
  RI: fixed(400_000, 'hospital', HOSPITAL),
  PFI: fixed(530_000, 'hospital', HOSPITAL),
  LGC: {
    per: 'doctor',
    basis: 'none',
    bands: everyone(28_400),
    source: 'mind Health, 27 Feb 2024: 284 € a doctor with six years of maintenance',
    assumed: false,
  },
  LGO: {
    per: 'pharmacy',
    basis: 'reimbursed_turnover_cents',
    bands: LGO_BANDS,
    source: '625 to 875 €, mean 703 € (mind Health, geer.fr); bands assumed, see LGO_BANDS',
    assumed: true,
  },
  RIS: fixed(
    1_800_000,
    'imaging site',
    'assumed: 1,800 sites make 32.4 million €, what the other DSR leave of the 160 million € committed in spring 2023 (press)',
  ),
  SGL: {
    per: 'laboratory group',
    basis: 'sites',
    bands: SGL_BANDS,
    source: '22,500 to 38,565 € by number of sites (geer.fr); bands assumed, see SGL_BANDS',
    assumed: true,
  },
  LOINC: {
    per: 'laboratory group',
    basis: 'none',
    bands: everyone(350_000),
    source: 'geer.fr: 3,500 € a client for the LOINC transcoder',
    assumed: false,
  },
  DUI: fixed(500_000, 'structure', 'assumed: a tranche that was not found stands for it'),
  DPI_V2: fixed(1_400_000, 'hospital', 'assumed: as in wave 1; the tariff was not found'),
  PFI_V2: fixed(530_000, 'hospital', 'assumed: as in wave 1; the tariff was not found'),
  RIS_V2: fixed(1_800_000, 'imaging site', 'assumed: as in wave 1; the tariff was not found'),
  DRIMBOX: fixed(1_000_000, 'imaging site', 'assumed: the tariff was not found'),
};

/**
 * The cap of one billing unit, cents, tax excluded.
 *
 * @param basis what the cap depends on, a whole number from 0: reimbursed turnover in cents (LGO),
 *   number of sites (SGL); read by no other DSR
 */
export function capCents(dsr: SonsDsrCode, basis: number): number {
  if (!Number.isSafeInteger(basis) || basis < 0) {
    throw new RangeError(`cap of ${dsr}: expected a whole basis from 0; came ${basis}; a bug`);
  }
  const { bands } = CAPS[dsr];
  const band = bands.find(({ basisBelow }) => basisBelow === null || basis < basisBelow);
  if (band === undefined) throw new Error(`CAPS of ${dsr} lack a last band`);
  return band.capCents;
}

function everyone(cents: number): readonly CapBand[] {
  return [{ basisBelow: null, capCents: cents, clientsPermille: 1000 }];
}

/** An assumed cap that is the same for every client. */
function fixed(cents: number, per: string, source: string): Cap {
  return { per, basis: 'none', bands: everyone(cents), source, assumed: true };
}
