export type { EventDraft, EventPlace, IntakeBook, SettleContext } from './contract.js';
export { IntakeBusyError, IntakeUnavailableError } from './errors.js';
export { IntakeLane, type IntakeBounds, type IntakeOptions } from './intake-lane.js';
