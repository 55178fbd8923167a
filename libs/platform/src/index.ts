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
export { runService, type RunningService } from './run-service.js';
export { ServiceSettings, brokersOf } from './service-settings.js';
export {
  SettingsError,
  TUNING_SETTINGS,
  childEnvironment,
  loadSettings,
  redact,
} from './settings.js';
export { WORK_STATES, WorkMeter, noTimes, type WorkState, type WorkTimes } from './work-meter.js';
