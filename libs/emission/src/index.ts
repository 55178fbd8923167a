export { BufferPool } from './buffer-pool.js';
export { EmissionModule } from './emission.module.js';
export { EmitterSettings } from './emitter-settings.js';
export { SimulationUnit, unitKey } from './simulation-unit.js';
export { startEmitter } from './start-emitter.js';
export { ResultAssembly, reportsOf, type UnitReport, type UnitResult } from './unit-report.js';
export { UnitRunner } from './unit-runner.js';
