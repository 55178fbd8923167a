export { Figures, QueryFaultsError } from './figures.js';
export {
  INDICATOR_NAMES,
  type Definition,
  type Indicator,
  type IndicatorName,
  type IndicatorQuery,
  type Parameter,
  type QueryFault,
} from './indicator.js';
export { unknownParameterText } from './query/unknown-parameter.js';
export { DatabaseFigures, type DatabaseFiguresOptions } from './database-figures.js';
export { STALENESS, type Staleness } from './data/refreshed.js';
export { pressFiguresOf, type PressFigures } from './sons/press-figures.js';
export { readSonsData } from './sons/read-sons-data.js';
export {
  REPORT_DIMENSIONS,
  buildSonsReport,
  type ReportDimension,
  type SonsData,
  type SonsReport,
  type SonsReportRow,
} from './sons/sons-report.js';
export type { LagOfTopic, LagReader } from './quality/index.js';
export type { HiddenYear, MonthPlanes, YearProtector } from './volumes/hidden-year.js';
export { ProtectorThread, ProtectorThreadEndedError } from './volumes/protector-thread.js';
