import { HiddenCells } from './hidden-cells.js';
import { DEFAULT_DISCLOSURE, type DisclosureRules } from './rules.js';
import {
  flatTable,
  type LayeredProtection,
  type LayeredTable,
  type Protection,
  type SumTable,
} from './tables.js';
import { wholeExchange } from './whole-exchange.js';

const NONE: ReadonlySet<number> = new Set();

/**
 * Decides which cells of a table are published: hides the confidential ones, and others until no
 * reader of what is left, who knows every sum and that no cell is below zero, can tell a hidden cell,
 * or a confidential one to less than its width.
 *
 * @param alsoHidden cells that are hidden for another reason
 * @throws BrokenLinkError
 * @throws UnguardableCellError
 */
export function protect(
  { cells, links }: SumTable,
  rules: DisclosureRules = DEFAULT_DISCLOSURE,
  alsoHidden: ReadonlySet<number> = NONE,
): Protection {
  const { layers, exchanges } = protectLayers({ layers: [cells], links }, rules, alsoHidden);
  return { statuses: layers[0] ?? [], exchanges };
}

/**
 * The same over tables of one shape that add up to another: see LayeredTable.
 *
 * @throws BrokenLinkError
 * @throws UnguardableCellError
 */
export function protectLayers(
  table: LayeredTable,
  rules: DisclosureRules = DEFAULT_DISCLOSURE,
  alsoHidden: ReadonlySet<number> = NONE,
): LayeredProtection {
  const flat = flatTable(table);
  const hidden = new HiddenCells(flat, rules, alsoHidden);
  for (const cell of hidden.unproven()) {
    const widthMin = hidden.missingWidth(cell);
    if (widthMin > 0) hidden.accept(wholeExchange(flat.links, hidden.values, cell, widthMin));
  }
  const size = table.layers[0]?.length ?? 0;
  const layers = table.layers.map((_, layer) =>
    hidden.statuses.slice(layer * size, (layer + 1) * size),
  );
  const totals = hidden.statuses.slice(table.layers.length * size);
  return { layers, totals, exchanges: hidden.exchanges };
}
