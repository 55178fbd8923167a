import { MEASURE, MEASURES, type VolumeCells } from '#libs/indicators';
import { DEPARTMENTS, DOCUMENT_TYPES, SOLUTIONS, formatMonth } from '#libs/reference';
import type { PlanTotals } from '#libs/simulation';

/**
 * Compares the truth, folded from events, with what the plan says in closed form: every measure by
 * month, and the documents by solution, patient's department and type.
 *
 * @returns a line for each total that differs
 */
export function comparePlan(totals: PlanTotals, truth: VolumeCells): string[] {
  const months = [...new Set([...totals.months, ...truth.months()])];
  const documents = documentsByDimension(truth);
  return months.flatMap((month) => {
    const planned = totals.documents(month);
    const came = documents.get(month) ?? emptyDimensions();
    return [
      ...MEASURES.flatMap(({ index, code }) =>
        fault(month, code, totals.expected(month, index), truth.total(month, index)),
      ),
      ...SOLUTIONS.flatMap(({ index, code }) =>
        fault(month, `documents of ${code}`, planned.bySolution[index], came.bySolution[index]),
      ),
      ...DEPARTMENTS.flatMap(({ index, code }) =>
        fault(month, `documents in ${code}`, planned.byDepartment[index], came.byDepartment[index]),
      ),
      ...DOCUMENT_TYPES.flatMap(({ index, symbol }) =>
        fault(month, `documents ${symbol}`, planned.byType[index], came.byType[index]),
      ),
    ];
  });
}

interface Dimensions {
  readonly bySolution: Float64Array;
  readonly byDepartment: Float64Array;
  readonly byType: Float64Array;
}

function emptyDimensions(): Dimensions {
  return {
    bySolution: new Float64Array(SOLUTIONS.length),
    byDepartment: new Float64Array(DEPARTMENTS.length),
    byType: new Float64Array(DOCUMENT_TYPES.length),
  };
}

function documentsByDimension(truth: VolumeCells): Map<number, Dimensions> {
  const months = new Map<number, Dimensions>();
  const of = (month: number): Dimensions => {
    const known = months.get(month) ?? emptyDimensions();
    months.set(month, known);
    return known;
  };
  truth.forEachByDepartment((month, measure, solution, department, events) => {
    if (measure !== MEASURE.documentsDeposited) return;
    const { bySolution, byDepartment } = of(month);
    bySolution[solution] = (bySolution[solution] ?? 0) + events;
    byDepartment[department] = (byDepartment[department] ?? 0) + events;
  });
  truth.forEachByType((month, measure, _solution, type, events) => {
    if (measure !== MEASURE.documentsDeposited) return;
    const { byType } = of(month);
    byType[type] = (byType[type] ?? 0) + events;
  });
  return months;
}

function fault(month: number, what: string, planned = 0, came = 0): string[] {
  return planned === came
    ? []
    : [`${formatMonth(month)} ${what}: plan ${String(planned)}, emitted ${String(came)}`];
}
