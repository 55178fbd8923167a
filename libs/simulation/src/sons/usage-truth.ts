import {
  DEFAULT_USAGE,
  INSTANTS_KEPT_MAX,
  usageCell,
  type UsageAssessment,
  type UsageVerdict,
} from '#libs/sons-rules';
import { dsrOfCode } from '#libs/reference';
import { known } from '../plan/known.js';
import type { DocumentTable, TableUnit } from './document-table.js';
import { perimeterOf } from './perimeter.js';

/**
 * What must be found for the usage of every billing unit of a shard, with the default parameters. The
 * counts come from plain counting over the planned deposits: nothing here goes through the lists of
 * instants that the rules decide with.
 */
export function usageTruth(table: DocumentTable): Map<string, string> {
  const counts = table.countInWindows();
  const cells = new Map<string, string>();
  table.units.forEach((unit, place) => {
    const [key, value] = usageCell(assessmentOf(unit, counts[place] ?? 0));
    cells.set(key, value);
  });
  return cells;
}

function assessmentOf(unit: TableUnit, count: number): UsageAssessment {
  const { request, place } = unit;
  const { client, billingUnits } = perimeterOf(request);
  const { threshold } = DEFAULT_USAGE;
  const verdict = verdictOf(unit, billingUnits.length, count);
  const isCounted = verdict === 'met' || verdict === 'below';
  const documents = isCounted ? Math.min(count, INSTANTS_KEPT_MAX) : 0;
  return {
    client,
    solution: request.solution,
    unit: known(billingUnits[place]),
    documents,
    isCapped: documents === INSTANTS_KEPT_MAX,
    threshold,
    windowFromMs: isCounted ? (unit.fromMs ?? null) : null,
    windowToMs: isCounted ? (unit.toMs ?? null) : null,
    distance: documents - threshold,
    verdict,
    cause: verdict === 'below' ? (request.obstacle ?? 'not reported') : null,
  };
}

function verdictOf(
  { request, place, fromMs, toMs }: TableUnit,
  units: number,
  count: number,
): UsageVerdict {
  if (!dsrOfCode(request.dsr).isDepositing) return 'not_applicable';
  if (fromMs === undefined) return 'not_installed';
  const isRemoved = request.isUnitRemoved && request.dsr === 'LGC' && place === units - 1;
  if (toMs === undefined || isRemoved) return 'balance_not_deposited';
  return count < DEFAULT_USAGE.threshold ? 'below' : 'met';
}
