export { BufferPool } from './buffer-pool.js';
export { EmissionModule } from './emission.module.js';
export { EmitterSettings } from './emitter-settings.js';
export { LatencyHistogram, type LatencyPercentiles } from './latency.js';
export { ArrivalRate, type RateStage } from './load/arrival-rate.js';
export { LOAD_BATCH_RECORDS_MAX } from './load/load-loop.js';
export { GATHER_MS_MAX } from './load/turns.js';
export { LoadStage, STAGES_MAX, UnitLoad } from './load/unit-load.js';
export { SimulationUnit, unitKey } from './simulation-unit.js';
export { startEmitter } from './start-emitter.js';
export {
  ResultAssembly,
  parseUnitReport,
  reportsOf,
  type LatencyCounts,
  type RateMiss,
  type UnitLoadResult,
  type UnitReport,
  type UnitResult,
} from './unit-report.js';
export { registerUnits } from './unit-metrics.js';
export { RECORD_BYTES_MAX } from './unit-progress.js';
export { UnitRunner, type RunnerParts } from './unit-runner.js';
