export { MEASURE, MEASURES, type Measure, type MeasureCode } from './measures.js';
export {
  CellOutOfRangeError,
  MONTHS,
  NO_DOCUMENT_TYPE,
  VolumeCells,
  type CellVisitor,
} from './volume-cells.js';
