export { describeScenario } from './describe-scenario.js';
export { ScenarioInvalidError, UnknownScenarioError, type ScenarioFault } from './errors.js';
export type { ParsedScenario } from './parse-scenario.js';
export { scaleScenario } from './scale-scenario.js';
export {
  listScenarios,
  loadScenario,
  parseScenario,
  type ScenarioListing,
} from './scenario-catalogue.js';
export type {
  DmpFlow,
  DsrShares,
  EprescriptionFlow,
  Faults,
  MonthTotal,
  MssanteFlow,
  Provenance,
  Scenario,
  SonsFlow,
} from './scenario.js';
export { SCENARIO_SCHEMA } from './schema.js';
