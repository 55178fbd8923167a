export type { EventDraft, EventPlace, IntakeBook, SettleContext } from './contract.js';
export { IntakeBusyError, IntakeUnavailableError } from './errors.js';
export { IntakeMeter } from './intake-meter.js';
export { sampledPeopleOf, truthCellsOf } from './truth-cells.js';
export { IntakeLane, type IntakeBounds, type IntakeOptions } from './intake-lane.js';
