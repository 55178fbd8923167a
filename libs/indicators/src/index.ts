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
export { comparePeople, type PersonDifference } from './people/compare-people.js';
export {
  PERSONS_BEYOND_QUANTILE_MIN,
  estimatePeople,
  type DocumentQuantiles,
  type DocumentsHistogram,
  type PeopleEstimate,
} from './people/estimate-people.js';
export {
  PERSONS_PER_SAMPLED,
  PersonOutOfRangeError,
  PersonSample,
  isSampled,
  type PersonRow,
} from './people/person-sample.js';
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
export { protectColumns, type ColumnTable } from './disclosure/protect-columns.js';
export { protect, protectLayers } from './disclosure/protect.js';
export {
  protectedEditors,
  type EditorBreakdown,
  type EditorRow,
  type ProtectedEditors,
  type ProtectedRow,
} from './disclosure/protected-editors.js';
export {
  ProtectedNodes,
  UnknownNodeError,
  type ProtectedCell,
} from './disclosure/protected-nodes.js';
export {
  protectedVolumes,
  protectedYear,
  type ProtectedVolumes,
  type ProtectedYear,
} from './disclosure/protected-volumes.js';
export {
  DEFAULT_DISCLOSURE,
  DISCLOSURE_SOURCES,
  type CellStatus,
  type DisclosureRules,
  type GuardedCell,
  type PrimaryRule,
} from './disclosure/rules.js';
export {
  BrokenLinkError,
  UnguardableCellError,
  type Exchange,
  type LayeredProtection,
  type LayeredTable,
  type Protection,
  type SumLink,
  type SumTable,
} from './disclosure/tables.js';
export {
  UnknownVolumeRowError,
  VolumesDisagreeError,
  type DepartmentRow,
  type TypeRow,
  type VolumeBreakdown,
  type VolumeRows,
} from './disclosure/volume-lattice.js';
export { auditProtection, type DisclosureGap } from './disclosure/audit.js';
export { STATUS_TEXTS, SUPPRESSED, suppressionTexts } from './disclosure/texts.js';
