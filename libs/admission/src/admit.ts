import { monthStartMs, parseMonth } from '#libs/reference';
import { ACCEPTED, REFUSAL } from './refusals.js';

/**
 * One attempt to deposit a document, as small integers and booleans so that
 * millions of attempts a second can reuse one object.
 */
export interface AdmissionAttempt {
  /** When the registry receives the attempt, milliseconds since the Unix epoch. */
  registeredAtMs: number;
  /** A value of IDENTITY_STATUS. */
  identityStatus: number;
  /** A value of INS_OID. */
  insOid: number;
  /** Whether the key of the matricule is the one of its number. */
  isInsKeyValid: boolean;
  /** Whether the strict traits are those that the INS service answered. */
  hasMatchingTraits: boolean;
  isDocumentEmpty: boolean;
  /** A value of DMP_STATUS: the answer of TD0.2. */
  dmpStatus: number;
  /** A value of REGISTRY_OUTCOME: the answer of TD2. */
  registryOutcome: number;
}

/** Identity statuses of the RNIV. */
export const IDENTITY_STATUS = {
  provisional: 0,
  retrieved: 1,
  validated: 2,
  qualified: 3,
} as const;

/** The two OIDs of synthetic persons; any other OID is one value, because none of them may enter. */
export const INS_OID = { test: 0, demonstration: 1, other: 2 } as const;

export const DMP_STATUS = { active: 0, absent: 1, closed: 2, opposed: 3 } as const;

export const REGISTRY_OUTCOME = {
  registered: 0,
  nonIdenticalHash: 1,
  missingDocumentMetadata: 2,
  metadataError: 3,
  deprecatedDocument: 4,
  busy: 5,
} as const;

/** What changes with time or setting in the rules. */
export interface AdmissionPolicy {
  /** From this instant on (inclusive, milliseconds since the Unix epoch) only a qualified identity is admitted; before it every status is tolerated. */
  readonly qualifiedOnlyFromMs: number;
}

/** Regional guidance on the INS: feeding without a qualified INS is no longer possible from 2023, read as 2023-01-01 at 00:00 in Europe/Paris. */
export const QUALIFIED_ONLY_FROM_2023: AdmissionPolicy = {
  qualifiedOnlyFromMs: monthStartMs(parseMonth('2023-01')),
};

/** The gate of 2023 applied at any time. */
export const QUALIFIED_ONLY_ALWAYS: AdmissionPolicy = { qualifiedOnlyFromMs: -Infinity };

/** A fresh attempt that passes every gate, to be spoilt where a caller needs. */
export function admissibleAttempt(registeredAtMs: number): AdmissionAttempt {
  return {
    registeredAtMs,
    identityStatus: IDENTITY_STATUS.qualified,
    insOid: INS_OID.test,
    isInsKeyValid: true,
    hasMatchingTraits: true,
    isDocumentEmpty: false,
    dmpStatus: DMP_STATUS.active,
    registryOutcome: REGISTRY_OUTCOME.registered,
  };
}

/**
 * May this document enter the DMP? Answers ACCEPTED (0) or the code of the first
 * gate that refuses: identity (key, OID, status, traits), the document itself,
 * the status of the DMP, then the registry. The first two are local: nothing
 * was sent. Whether the profile is activated is no gate.
 * An unknown status or outcome is refused, never admitted.
 */
export function admit(
  attempt: AdmissionAttempt,
  policy: AdmissionPolicy = QUALIFIED_ONLY_FROM_2023,
): number {
  if (!attempt.isInsKeyValid) return REFUSAL.insKeyInvalid;
  if (attempt.insOid !== INS_OID.test && attempt.insOid !== INS_OID.demonstration) {
    return REFUSAL.insOidNotAllowed;
  }
  if (
    attempt.identityStatus !== IDENTITY_STATUS.qualified &&
    attempt.registeredAtMs >= policy.qualifiedOnlyFromMs
  ) {
    return REFUSAL.insNotQualified;
  }
  if (!attempt.hasMatchingTraits) return REFUSAL.traitsMismatch;
  if (attempt.isDocumentEmpty) return REFUSAL.emptyDocument;
  if (attempt.dmpStatus !== DMP_STATUS.active) return refusalOfDmpStatus(attempt.dmpStatus);
  if (attempt.registryOutcome !== REGISTRY_OUTCOME.registered) {
    return refusalOfRegistryOutcome(attempt.registryOutcome);
  }
  return ACCEPTED;
}

function refusalOfDmpStatus(status: number): number {
  if (status === DMP_STATUS.closed) return REFUSAL.dmpClosed;
  if (status === DMP_STATUS.opposed) return REFUSAL.dmpOpposed;
  return REFUSAL.dmpAbsent;
}

function refusalOfRegistryOutcome(outcome: number): number {
  if (outcome === REGISTRY_OUTCOME.nonIdenticalHash) return REFUSAL.nonIdenticalHash;
  if (outcome === REGISTRY_OUTCOME.missingDocumentMetadata) return REFUSAL.missingDocumentMetadata;
  if (outcome === REGISTRY_OUTCOME.deprecatedDocument) return REFUSAL.registryDeprecatedDocument;
  if (outcome === REGISTRY_OUTCOME.busy) return REFUSAL.registryBusy;
  return REFUSAL.registryMetadataError;
}
