export { MalformedCellsError, decodeCells, encodeCells } from './cells-encoding.js';
export { compareCells, describeCell, type CellDifference } from './compare-cells.js';
export { freshnessBucketMs } from './freshness.js';
export { UnmeasuredEventError, measureOf } from './measure-of.js';
export { MEASURE, MEASURES, type Measure, type MeasureCode } from './measures.js';
export {
  MonthAlreadyClosedError,
  NEW_MONTH,
  evolveMonth,
  type MonthFact,
  type MonthState,
  type MonthStatus,
} from './month-state.js';
export {
  annualisedMonth,
  calendarMonth,
  calendarYear,
  displayRate,
  ratePerPerson,
  type Numerator,
  type NumeratorWindow,
} from './rates.js';
export {
  CELL_EVENTS_MAX,
  CellCountError,
  CellOutOfRangeError,
  MONTHS,
  NO_DOCUMENT_TYPE,
  VolumeCells,
  type CellVisitor,
  type Cube,
} from './volume-cells.js';
