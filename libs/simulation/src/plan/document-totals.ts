import { MEASURE } from '#libs/indicators';
import { DEPARTMENTS, DOCUMENT_TYPES, DSRS, SOLUTIONS } from '#libs/reference';
import { EXTRA, isRefusal } from './faults.js';

/** Documents deposited in one month, by each dimension that the plan fixes beforehand. Indexes are those of the reference. */
export interface DocumentTotals {
  readonly byDsr: Float64Array;
  readonly bySolution: Float64Array;
  readonly byDepartment: Float64Array;
  readonly byType: Float64Array;
}

/** Index in MEASURES of what an attempt that is no deposit adds one to. */
export function measureOfExtra(kind: number): number {
  if (isRefusal(kind)) return MEASURE.depositsRefused;
  if (kind === EXTRA.replaced) return MEASURE.documentsReplaced;
  if (kind === EXTRA.deleted) return MEASURE.documentsDeleted;
  return MEASURE.documentsVisibilityChanged;
}

export function emptyDocumentTotals(): DocumentTotals {
  return {
    byDsr: new Float64Array(DSRS.length),
    bySolution: new Float64Array(SOLUTIONS.length),
    byDepartment: new Float64Array(DEPARTMENTS.length),
    byType: new Float64Array(DOCUMENT_TYPES.length),
  };
}
