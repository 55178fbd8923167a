export { NothingToShareError } from './plan/apportion.js';
export { BLOCK_ATTEMPTS, ReorderingWindowError } from './plan/delivery.js';
export { SequenceOutOfRangeError } from './plan/event-stream.js';
export { AdmissionContradictionError, FaultRatesError } from './plan/faults.js';
export { UnplannableScenarioError } from './plan/national-plan.js';
export { Plan, PlanArgumentError } from './plan/plan.js';
export type { RecordGenerator } from './plan/record-generator.js';
export { streamName } from './plan/shard-generator.js';
export { PlannedStreamError } from './plan/streams-plan.js';
export type { DocumentTotals } from './plan/document-totals.js';
export { PlanTotals } from './plan/totals.js';
export {
  PAGE_SCENARIOS,
  isPageScale,
  pageScenario,
  type PageScenario,
} from './scenario/page-scenarios.js';
export {
  describeScenario,
  listScenarios,
  loadScenario,
  parseScenario,
  scaleScenario,
  SCENARIO_SCHEMA,
  ScenarioInvalidError,
  UnknownScenarioError,
  type DmpFlow,
  type DsrShares,
  type EprescriptionFlow,
  type Faults,
  type MonthTotal,
  type MssanteFlow,
  type ParsedScenario,
  type Provenance,
  type Scenario,
  type ScenarioFault,
  type ScenarioListing,
  type SonsFlow,
} from './scenario/index.js';
