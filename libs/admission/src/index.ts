export {
  admissibleAttempt,
  admit,
  DMP_STATUS,
  IDENTITY_STATUS,
  INS_OID,
  QUALIFIED_ONLY_ALWAYS,
  QUALIFIED_ONLY_FROM_2023,
  REGISTRY_OUTCOME,
  type AdmissionAttempt,
  type AdmissionPolicy,
} from './admit.js';
export {
  ACCEPTED,
  REFUSAL,
  REFUSAL_REASONS,
  refusalOfCode,
  refusalOfSymbol,
  UnknownRefusalError,
  type Gate,
  type RefusalReason,
  type RefusalSymbol,
} from './refusals.js';
export {
  EXTRA_METADATA_NOT_SAVED,
  INTAKE_CODES,
  type IntakeCode,
  type IntakeCodeName,
} from './registry/intake-codes.js';
export {
  shownValue,
  type DocumentContent,
  type DocumentEntry,
  type EntryPart,
  type IntakeRefusal,
  type StatedPatient,
} from './registry/document-entry.js';
export { isSameHash } from './registry/content-gate.js';
export {
  decideDeposit,
  type DepositDecision,
  type DepositFacts,
} from './registry/decide-deposit.js';
export {
  decideChange,
  type ChangeDecision,
  type DocumentWish,
  type Visibility,
} from './registry/decide-change.js';
export { isOid, type CheckedMetadata } from './registry/metadata-gate.js';
export type { DocumentStatus, RegisteredDocument } from './registry/registered-document.js';
