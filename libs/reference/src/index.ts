export type { Sourced } from './sourced.js';
export {
  DEPARTMENTS,
  POPULATION_VINTAGE,
  UnknownDepartmentError,
  departmentOfCode,
  type Department,
} from './population/departments.js';
export {
  COULOIRS,
  DSRS,
  couloirOfCode,
  dsrOfCode,
  type Couloir,
  type CouloirCode,
  type Dsr,
  type DsrCode,
} from './market/couloirs.js';
export {
  EDITORS,
  SOFTWARE,
  SOLUTIONS,
  type Editor,
  type Software,
  type Solution,
} from './market/market.js';
export {
  DOCUMENT_CLASSES,
  UnclassifiedTypeError,
  classOfType,
  type ClassCode,
} from './documents/document-classes.js';
export {
  DOCUMENT_TYPES,
  UnknownDocumentTypeError,
  documentTypeOfCode,
  labelOfClass,
  type DocumentType,
} from './documents/document-types.js';
export { FORMAT_CODES, type FormatCode, type FormatSymbol } from './documents/format-codes.js';
export {
  CONFIDENTIALITY_CODES,
  CONFIDENTIALITY_CODES_MAX,
  DOCUMENT_LANGUAGE,
  FACILITY_TYPES,
  PRACTICE_SETTINGS,
  VISIBILITY_LABELS,
  type VisibilityLabel,
} from './documents/metadata-value-sets.js';
export { TYPE_MIX, type TypeShare } from './documents/type-mix.js';
export {
  CALENDAR_MONTHS,
  MonthOutOfRangeError,
  MonthTextError,
  TIME_ZONE,
  formatMonth,
  monthOfInstant,
  monthStartMs,
  parseMonth,
  yearMonthOf,
} from './calendar/months.js';
export {
  DAY_PROFILE,
  HOUR_PROFILE,
  TROUGH_PROFILE,
  UnknownCouloirError,
  hourWeights,
} from './calendar/hour-weights.js';
export { notableMonth, type NotableMonth } from './calendar/notable-months.js';
export { hoursOfMonth, type HourOfMonth, type HoursOfMonth } from './calendar/hours.js';
export {
  isPublicHoliday,
  publicHolidaysOfYear,
  workingDaysOfMonth,
  type CalendarDate,
} from './calendar/public-holidays.js';
export { SiteOutOfRangeError, siteCatalogue, type SiteCatalogue } from './sites/site-catalogue.js';
export { SITE_KINDS, type SiteKind, type SiteKindCode } from './sites/site-kinds.js';
export {
  DENOMINATORS,
  POPULATION_BY_ZONE,
  type Denominator,
  type DenominatorId,
} from './population/denominators.js';
export { CALIBRATION_POINTS } from './calibration/calibration.js';
export {
  monthlyEquivalent,
  type CalibrationKind,
  type CalibrationPoint,
  type CalibrationUnit,
} from './calibration/calibration-point.js';
export { INCONSISTENCIES, type Inconsistency } from './calibration/inconsistencies.js';
export { PUBLICATIONS, type Publication, type PublicationTag } from './calibration/publications.js';
export {
  SONS_COULOIRS,
  SONS_DSRS,
  type SonsCouloir,
  type SonsCouloirCode,
  type SonsDsr,
  type SonsDsrCode,
} from './sons/sons-dsrs.js';
export {
  SONS_SOLUTIONS,
  UnknownSonsSolutionError,
  referencingStatus,
  type ReferencingStatus,
  type SonsSolution,
} from './sons/sons-solutions.js';
export { SONS_MILESTONES, type SonsMilestone, type SonsMilestoneUnit } from './sons/milestones.js';
