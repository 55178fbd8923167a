import { parisInstantMs } from '../calendar/instants.js';
import { PUBLICATIONS, type PublicationTag } from '../calibration/publications.js';
import type { Sourced } from '../sourced.js';

/** `share` is 0 to 1; `cents` are tax excluded. */
export type SonsMilestoneUnit = 'solutions' | 'editors' | 'doctors' | 'share' | 'cents';

/** One published figure of the SONS that a run, or the catalogue of solutions, can be held against. */
export interface SonsMilestone extends Sourced {
  /** Stable, such as `doctors-ordered-2022-06-21`. */
  readonly id: string;
  readonly label: string;
  /** What happened before this instant counts; milliseconds since 1970 in UTC. */
  readonly atMs: number;
  readonly value: number;
  readonly unit: SonsMilestoneUnit;
  /** How the publication words the value. */
  readonly precision: 'exact' | 'about' | 'more than' | 'less than';
  readonly publication: PublicationTag;
  /** Null for press whose address was not kept. */
  readonly url: string | null;
  /** What a reader must know; empty when nothing. */
  readonly note: string;
}

/** A day without an hour counts to its end. */
const END_OF_21_JUNE_2022 = '2022-06-22';
const CLOSING = '2023-12-14T14:00';
const PHARMACY_CLOSING = '2023-04-28T14:00';

const POT =
  'the whole pot, undated and taken at the closing; hold the caps of the orders against it';

/**
 * Published figures of wave 1, in time order. A gap between a run and one of them is shown, never
 * tuned away.
 */
export const SONS_MILESTONES: readonly SonsMilestone[] = [
  milestone(
    ['lgc-referenced-2022-06-21', 'LGC referenced', END_OF_21_JUNE_2022, 3, 'solutions', 'SEED3'],
    'exact',
  ),
  milestone(
    [
      'doctors-ordered-2022-06-21',
      'Liberal doctors who signed an order',
      END_OF_21_JUNE_2022,
      25_000,
      'doctors',
      'SEED3',
    ],
    'more than',
    'three of fifteen solutions were referenced by then: the other orders were conditional',
  ),
  milestone(
    ['social-referenced-2023-01-01', 'DUI referenced', '2023-01-01', 14, 'solutions', 'SEED0'],
    'exact',
  ),
  milestone(
    ['lgo-mean', 'Mean cap of a pharmacy', PHARMACY_CLOSING, 70_300, 'cents', 'SEED0'],
    'exact',
    'caps go from 625 to 875 € with the turnover on reimbursed drugs',
  ),
  milestone(
    ['lgo-total-least', 'LGO, total', PHARMACY_CLOSING, 1_300_000_000, 'cents', 'GEER-PHA'],
    'more than',
    `13 to 18 million €; ${POT}`,
  ),
  milestone(
    ['lgo-total-most', 'LGO, total', PHARMACY_CLOSING, 1_800_000_000, 'cents', 'GEER-PHA'],
    'less than',
    `13 to 18 million €; ${POT}`,
  ),
  milestone(
    ['balances-deposited', 'Ordered updates with a balance', CLOSING, 0.987, 'share', 'SEED0'],
    'exact',
    'deposited at the paying agency: neither validated nor paid',
  ),
  milestone(
    ['below-threshold', 'Clients below the usage threshold', CLOSING, 0.2, 'share', 'SEED0'],
    'about',
    'a claim of the editors’ federation FEIMA, undated and taken at the closing',
  ),
  milestone(
    ['lgc-total', 'LGC, total', CLOSING, 2_500_000_000, 'cents', 'GEER'],
    'about',
    `88,028 doctors at 284 €, but 51,700 are equipped in January 2024 (press): 14.7 million €; ${POT}`,
  ),
  milestone(
    ['sgl-total', 'SGL, total', CLOSING, 865_000_000, 'cents', 'GEER'],
    'about',
    `8.6 to 8.7 million € for 383 groups with 4,444 sites; ${POT}`,
  ),
  milestone(
    ['hospital-total', 'DPI, RI and PFI, total', CLOSING, 7_700_000_000, 'cents', 'GEER'],
    'about',
    POT,
  ),
  milestone(
    ['social-referenced-2024-01-01', 'DUI referenced', '2024-01-01', 59, 'solutions', 'SEED0'],
    'exact',
  ),
  milestone(
    [
      'editors-referenced-2023',
      'Editors with a reference in the year',
      '2024-01-01',
      74,
      'editors',
      'SEED0',
    ],
    'exact',
    'from 1 January 2023 on',
  ),
  milestone(
    [
      'editors-referenced-twice-2023',
      'Editors with several references in the year',
      '2024-01-01',
      13,
      'editors',
      'SEED0',
    ],
    'exact',
    'from 1 January 2023 on; so 87 references or more',
  ),
];

type Row = readonly [
  id: string,
  label: string,
  at: string,
  value: number,
  unit: SonsMilestoneUnit,
  publication: PublicationTag,
];

function milestone(row: Row, precision: SonsMilestone['precision'], note = ''): SonsMilestone {
  const [id, label, at, value, unit, publication] = row;
  const { label: source, url } = PUBLICATIONS[publication];
  return {
    id,
    label,
    atMs: parisInstantMs(at),
    value,
    unit,
    precision,
    publication,
    url,
    source,
    assumed: false,
    note,
  };
}
