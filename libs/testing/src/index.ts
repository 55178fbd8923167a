export { eventually } from './eventually.js';
export { servicesOf, type ServiceProcess } from './processes.js';
export { runMes, runMesForReport, startMes, type MesResult, type RunningMes } from './run-mes.js';
export type { Report } from './run-report.js';
export { startSlowProxy, type SlowProxy } from './slow-proxy.js';
export { testBackend } from './test-backend.js';
export { testCacheDirectory } from './test-cache.js';
export { REGISTERED_AT_MS, SENT_AT_MS, deposit, fetched, type TestValue } from './test-batches.js';
export { startKafkaProxy, type EditAnswer, type KafkaProxy } from './kafka-proxy.js';
