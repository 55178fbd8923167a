export { systemClock, type Clock } from './clock.js';
export {
  BadInvocationError,
  EXIT_CODE,
  MesError,
  RunFailedError,
  describeError,
  exitCodeOf,
  type ExitCode,
} from './errors.js';
export { announceFatal, announceReady, onShutdown, type ProcessMessage } from './lifecycle.js';
export { createLogger } from './logging.js';
export { Metrics, type MetricFacts, type ProcessFacts, type Read } from './metrics/metrics.js';
export { LabelledCounter, LabelledHistogram, type Labels, type Reading } from './metrics/series.js';
export { registerWork } from './metrics/work-metrics.js';
export { Operations, type OperationsSettings } from './operations/operations.js';
export { READINESS_TIMEOUT_MS, Readiness, type ReadinessCheck } from './operations/readiness.js';
export { runService, type RunningService, type StartedService } from './run-service.js';
export { METRICS_OFF, ServiceSettings, brokersOf } from './service-settings.js';
export {
  SettingsError,
  TUNING_SETTINGS,
  childEnvironment,
  loadSettings,
  redact,
} from './settings.js';
export { packageVersion } from './version.js';
export { WORK_STATES, WorkMeter, noTimes, type WorkState, type WorkTimes } from './work-meter.js';
