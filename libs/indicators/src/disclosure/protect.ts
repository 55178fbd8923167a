import { circuitExchange } from './circuits.js';
import { ExchangeFinder } from './exchange-finder.js';
import { HiddenCells } from './hidden-cells.js';
import { DEFAULT_DISCLOSURE, type DisclosureRules } from './rules.js';
import { checkSums, tableShape } from './table-shape.js';
import {
  flatTable,
  type Exchange,
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
 * @throws UnequalLayersError
 * @throws UnguardableCellError
 */
export function protectLayers(
  table: LayeredTable,
  rules: DisclosureRules = DEFAULT_DISCLOSURE,
  alsoHidden: ReadonlySet<number> = NONE,
): LayeredProtection {
  const flat = flatTable(table);
  const hidden = new HiddenCells(flat, rules, alsoHidden);
  const size = table.layers[0]?.length ?? 0;
  const shape = tableShape(table.links, size);
  checkSums(flat);
  const finder = new ExchangeFinder(table, shape, hidden);
  for (const cell of hidden.unproven()) {
    // An exchange for one cell moves others as well: many need none of their own.
    if (hidden.missingWidth(cell) === 0) continue;
    for (const exchange of exchangesFor(cell, flat, finder, hidden)) hidden.accept(exchange);
  }
  const layers = table.layers.map((_, layer) =>
    hidden.statuses.slice(layer * size, (layer + 1) * size),
  );
  const totals = hidden.statuses.slice(table.layers.length * size);
  return { layers, totals, exchanges: hidden.exchanges };
}

/** From cheap and usual to dear and certain. */
function exchangesFor(
  cell: number,
  flat: SumTable,
  finder: ExchangeFinder,
  hidden: HiddenCells,
): readonly Exchange[] {
  const found = finder.find(cell);
  if (found !== undefined) return found;
  const widthMin = hidden.widthMin(cell);
  const circuit = circuitExchange(flat, hidden, cell, widthMin);
  return [circuit ?? wholeExchange(flat.links, hidden.values, cell, widthMin)];
}
