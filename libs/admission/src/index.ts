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
