export { isContainerCleanUpOff } from './container-clean-up.js';
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
export { LOG_LEVELS, createLogger, type LoggerOptions } from './logging.js';
export { Metrics, type MetricFacts, type ProcessFacts, type Read } from './metrics/metrics.js';
export { LabelledCounter, LabelledHistogram, type Labels, type Reading } from './metrics/series.js';
export { registerWork } from './metrics/work-metrics.js';
export { Operations, type OperationsSettings } from './operations/operations.js';
export {
  READINESS_TIMEOUT_MS,
  Readiness,
  type CheckAnswer,
  type ReadinessCheck,
} from './operations/readiness.js';
export { redact, redactSetting } from './redact.js';
export {
  STOP_TIMEOUT_MS,
  runService,
  type RunningService,
  type ServiceStart,
  type StartedService,
} from './run-service.js';
export {
  databaseAccessOf,
  databaseAddressOf,
  idleDatabaseFiles,
  type DatabaseAccess,
} from './servers/database-address.js';
export { describeSecurity, type KafkaAccess, type KafkaSecurity } from './servers/kafka-access.js';
export { kafkaOf } from './servers/kafka-of.js';
export { ServerSettings } from './servers/server-settings.js';
export { readKeyPair, type KeyPair } from './servers/key-pair.js';
export { causesOf, tlsFaultOf, type ServerFault } from './servers/tls-faults.js';
export { METRICS_OFF, ServiceSettings } from './service-settings.js';
export {
  SettingsError,
  TUNING_SETTINGS,
  childEnvironment,
  loadSettings,
  tuningGiven,
} from './settings.js';
export { StartWaitError, Starting, StoppedWhileStartingError, mayPass } from './starting.js';
export { logFacts, withLogFacts, withoutLogFacts, type LogFacts } from './telemetry/log-facts.js';
export { isTraceparent, requestIdOf, traceIdOf } from './telemetry/request-id.js';
export {
  activeTraceparent,
  inSpan,
  markFailed,
  openSpan,
  outsideTraces,
  traceContext,
  traceContextOf,
  withSpan,
  type SpanFacts,
  type TraceContext,
} from './telemetry/spans.js';
export type { Tracing } from './telemetry/open-tracing.js';
export { startTracing } from './telemetry/tracing.js';
export { packageVersion } from './version.js';
export { WORK_STATES, WorkMeter, noTimes, type WorkState, type WorkTimes } from './work-meter.js';
