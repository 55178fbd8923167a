import type { DsrCode } from '#libs/reference';
import { parisMs } from './office-hours.js';

/**
 * Figures that give requests and their documents a shape and that no published source gives. All are
 * assumed unless a source is named. They move neither the shares of a scenario nor a deadline.
 */

/** Window in which the clients of a DSR order. */
export const WINDOW_OF_DSR: Readonly<Record<DsrCode, string>> = {
  DPI: 'V1-HOSPITAL',
  RI: 'V1-HOSPITAL',
  PFI: 'V1-HOSPITAL',
  LGC: 'V1-CITY',
  LGO: 'V1-PHARMACY',
  RIS: 'V1-RADIOLOGY',
  SGL: 'V1-BIOLOGY',
  LOINC: 'V1-BIOLOGY',
};

/** How the orders of a window come in. */
export interface Rhythm {
  /** Part of the orders signed until then, ascending: the first 0, the last 1. */
  readonly signed: readonly { readonly share: number; readonly atMs: number }[];
  /** Length of every delay against the ordinary one. */
  readonly pace: number;
  /** Last installation, milliseconds since 1970. */
  readonly lastInstallationMs: number;
}

/**
 * Doctors, hospitals, imaging, laboratories. The ends are sourced: portal open on 31 August 2021 (press),
 * orders to 30 November 2022, works to 20 September 2023 (GRADeS Occitanie). In between the curve is
 * fitted to more than 25,000 doctors' orders on 21 June 2022 (Le Généraliste).
 */
const SANITARY: Rhythm = {
  signed: [
    { share: 0, atMs: parisMs('2021-09-01T00:00') },
    { share: 0.04, atMs: parisMs('2021-12-31T00:00') },
    { share: 0.25, atMs: parisMs('2022-03-31T00:00') },
    { share: 0.6, atMs: parisMs('2022-06-20T00:00') },
    { share: 0.75, atMs: parisMs('2022-07-14T00:00') },
    { share: 1, atMs: parisMs('2022-11-24T00:00') },
  ],
  pace: 1,
  lastInstallationMs: parisMs('2023-09-20T12:00'),
};

/** Pharmacies: arrêté of 2 February 2022, orders to 15 March 2023 14:00, balances to 28 April 2023 14:00 (geer.fr, ASP). */
const PHARMACY: Rhythm = {
  signed: [
    { share: 0, atMs: parisMs('2022-04-01T00:00') },
    { share: 0.3, atMs: parisMs('2022-09-30T00:00') },
    { share: 0.8, atMs: parisMs('2022-12-16T00:00') },
    { share: 1, atMs: parisMs('2023-03-09T00:00') },
  ],
  pace: 0.2,
  lastInstallationMs: parisMs('2023-04-12T12:00'),
};

export function rhythmOf(dsr: DsrCode): Rhythm {
  return dsr === 'LGO' ? PHARMACY : SANITARY;
}

/** A practice that migrates: its first order and balance, then its second order and installation. */
export const MIGRATION = {
  firstOrdersShare: 0.3,
  firstInstalledUntilMs: parisMs('2022-12-10T12:00'),
  firstBalanceUntilMs: parisMs('2023-01-31T12:00'),
  secondSignedFromMs: parisMs('2022-10-03T00:00'),
  secondSignedUntilMs: parisMs('2022-11-22T00:00'),
  secondInstalledFromMs: parisMs('2023-02-06T12:00'),
  secondInstalledUntilMs: parisMs('2023-06-30T12:00'),
} as const;

/** A balance file could be used from 18 January 2022 on (ASP); requests of advances before are not assumed. */
export const FIRST_ADVANCE_MS = parisMs('2022-01-18T09:00');

/** Shortest and longest delay of each step, in days at pace 1. */
export const DELAY_DAYS = {
  orderDeposited: [1, 18],
  advanceRequested: [2, 20],
  advanceToAmend: [3, 10],
  advanceRequestedAgain: [2, 9],
  advanceValidated: [4, 20],
  advancePaid: [4, 18],
  installed: [20, 20],
  verified: [0, 4],
  verifiedAgain: [4, 15],
  invoiced: [1, 5],
  usedBeforeBalance: [25, 25],
  balanceValidated: [5, 35],
  balancePaid: [5, 35],
  balanceRefused: [10, 50],
  controlOpened: [10, 40],
  paymentRecovered: [10, 30],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

/** How long after the deadline late balances come, milliseconds: at it, a second, minutes, four to fourteen days. None falls on a week-end. */
export const LATENESS_MS: readonly number[] = [
  0, 1_000, 90_000, 1_500_000, 345_600_000, 432_000_000, 1_209_600_000,
];

/** One in-time balance in this many comes in the very last second before the deadline. */
export const LAST_SECOND_ONE_IN = 400;

/** Documents are deposited until then: two weeks beyond the closing, so that its other side is seen. */
export const DOCUMENTS_UNTIL_MS = parisMs('2023-12-31T18:00');
/** Nothing is deposited before; a document's instant is kept as a distance from here. */
export const DOCUMENTS_FROM_MS = parisMs('2021-08-01T00:00');

/**
 * Documents in the window of a billing unit that is neither below the threshold nor at 10 or 11:
 * `octaves` doublings from `lowest`, evenly over the doublings. A heavy tail, cut so that the whole
 * country stays between 20 and 30 million documents.
 */
export const VOLUMES: Readonly<Record<DsrCode, { lowest: number; octaves: number }>> = {
  DPI: { lowest: 20, octaves: 9 },
  RI: { lowest: 0, octaves: 0 },
  PFI: { lowest: 20, octaves: 9 },
  LGC: { lowest: 12, octaves: 5.5 },
  LGO: { lowest: 12, octaves: 5 },
  RIS: { lowest: 20, octaves: 8.5 },
  SGL: { lowest: 50, octaves: 10 },
  LOINC: { lowest: 0, octaves: 0 },
};

/** Documents after the balance, as a part of those in the window, of a unit that is not below. */
export const AFTER_BALANCE_PART = 0.3;

/** Laboratory groups (geer.fr); how the 4,444 sites gather in them is assumed: inside a shard and a solution. */
export const LABORATORY_GROUPS = 383;

/** Orders in a hundred whose price lies above the cap, and by how much, per mille: the cap limits. */
export const ABOVE_CAP_PERCENT = 6;
export const ABOVE_CAP_PER_MILLE = 1_120;
/** Practices in a hundred that pay less than the cap, and how much, per mille of it. */
export const BELOW_CAP_PERCENT = 3;
export const BELOW_CAP_PER_MILLE = 880;

/** Points of a doctor's structure package: 280 for the first part, up to 883 more for the second (ameli); who gets how many is assumed. */
export const AVENANT_9_POINTS = { first: 280, second: 883 } as const;
/** A pharmacy's electronic prescriptions, thousandths; 350 are asked for. */
export const ROSP_PER_MILLE = { lowest: 200, highest: 600 } as const;
/** Half-years that hospitals claim SUN-ES for: windows of 2021 to 2023 (ARS). */
export const SUN_ES_PERIODS = ['2021-H2', '2022-H1', '2022-H2', '2023-H1'] as const;
