import { protectLayers } from './protect.js';
import { ProtectedNodes } from './protected-nodes.js';
import { DEFAULT_DISCLOSURE, type DisclosureRules, type GuardedCell } from './rules.js';
import type { LayeredTable, Protection } from './tables.js';
import {
  volumeCells,
  volumeLattice,
  type VolumeBreakdown,
  type VolumeLattice,
  type VolumeRows,
} from './volume-lattice.js';

export type ProtectedVolumes = ProtectedNodes<VolumeBreakdown>;

/** The months of a year, in their order, and the sums over them. */
export interface ProtectedYear {
  readonly months: readonly ProtectedVolumes[];
  readonly year: ProtectedVolumes;
}

/**
 * What may be published of one month and measure when no sum over months is published.
 *
 * @throws VolumesDisagreeError
 * @throws UnknownVolumeRowError
 */
export function protectedVolumes(
  rows: VolumeRows,
  rules: DisclosureRules = DEFAULT_DISCLOSURE,
): ProtectedVolumes {
  const lattice = volumeLattice();
  const cells = volumeCells(lattice, rows);
  const { layers } = protectLayers({ layers: [cells], links: lattice.links }, rules);
  return nodesOf(lattice, cells, layers[0]);
}

/**
 * What may be published of the months of one year and one measure, when the year is published beside
 * them: a month that can be shown alone may have to be hidden here.
 *
 * @param months in calendar order, those of the year that were read; one at least
 * @throws VolumesDisagreeError
 * @throws UnknownVolumeRowError
 */
export function protectedYear(
  months: readonly VolumeRows[],
  rules: DisclosureRules = DEFAULT_DISCLOSURE,
): ProtectedYear {
  const lattice = volumeLattice();
  const table = yearTable(months);
  const protection = protectLayers(table, rules);
  return {
    months: table.layers.map((cells, month) => nodesOf(lattice, cells, protection.layers[month])),
    year: nodesOf(lattice, table.totals, protection.totals),
  };
}

/** The cells of the months and of their sum. Throws VolumesDisagreeError, UnknownVolumeRowError. */
export function yearTable(months: readonly VolumeRows[]): Required<LayeredTable> {
  const lattice = volumeLattice();
  const layers = months.map((rows) => volumeCells(lattice, rows));
  const totals = lattice.breakdowns.map((_, node) => yearCell(layers.map((cells) => cells[node])));
  return { layers, totals, links: lattice.links };
}

/** What a year's node is worth beside that of a month: it stands for all twelve. */
const YEAR_WEIGHT = 12;

function yearCell(months: readonly (GuardedCell | undefined)[]): GuardedCell {
  let value = 0;
  let contributions: number[] | undefined;
  for (const month of months) {
    value += month?.value ?? 0;
    month?.contributions?.forEach((events, editor) => {
      contributions ??= [];
      contributions[editor] = (contributions[editor] ?? 0) + events;
    });
  }
  const weight = (months[0]?.weight ?? 1) * YEAR_WEIGHT;
  const isNamed = months.every((month) => month?.contributions === undefined);
  const cell = { value, patientsMax: value, weight };
  return isNamed ? cell : { ...cell, contributions: contributions ?? [] };
}

function nodesOf(
  lattice: VolumeLattice,
  cells: readonly GuardedCell[],
  protection: Protection['statuses'] | undefined,
): ProtectedVolumes {
  return new ProtectedNodes<VolumeBreakdown>(
    lattice.indexes,
    cells.map(({ value }) => value),
    protection ?? [],
  );
}
