export { NothingToShareError } from './plan/apportion.js';
export { BLOCK_ATTEMPTS, ReorderingWindowError } from './plan/delivery.js';
export { SequenceOutOfRangeError } from './plan/event-stream.js';
export { AdmissionContradictionError, FaultRatesError } from './plan/faults.js';
export { UnplannableScenarioError } from './plan/national-plan.js';
export { Plan, PlanArgumentError } from './plan/plan.js';
export { ShardGenerator, streamName } from './plan/shard-generator.js';
export { PlanTotals, type DocumentTotals } from './plan/totals.js';
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
} from './scenario/index.js';
