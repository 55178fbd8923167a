export {
  contentOf,
  type CancelPrescription,
  type DispensePrescription,
  type ExpirePrescription,
  type IssuePrescription,
  type PrescriptionCommand,
} from './commands.js';
export { decide, findDispensation, type Decision, type DecisionSetting } from './decide.js';
export {
  CLOCK_AHEAD_MS_MAX,
  DISPENSATIONS_MAX,
  KEY_LENGTH_MAX,
  LINES_MAX,
  MEDICATION_LENGTH_MAX,
  QUANTITY_MAX,
  VALIDITY_MONTHS,
  validUntilMs,
} from './limits.js';
export {
  ImpossibleFactError,
  evolve,
  isOpen,
  remainingOf,
  statusAt,
  type ClosingReason,
  type Dispensation,
  type DispensationScope,
  type DispensedLine,
  type PrescribedLine,
  type Prescription,
  type PrescriptionFact,
  type PrescriptionLine,
  type PrescriptionStatus,
} from './prescription.js';
export {
  REFUSAL_REASONS,
  type LineFault,
  type Refusal,
  type RefusalKind,
  type RefusalReason,
  type RefusalSymbol,
} from './refusals.js';
