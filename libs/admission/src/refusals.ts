/** Where an attempt is stopped, in the order the gates are passed. Three separate gates of domain §10.2, and the software's own check. */
export type Gate = 'identity' | 'document' | 'dmp-status' | 'registry';

/** Why a deposit is refused. `code` is stored and travels (the Avro enum index is `code - 1`): never reorder, only append. */
export interface RefusalReason {
  readonly code: number;
  /** Symbol in the published events and in scenario files. */
  readonly symbol: RefusalSymbol;
  readonly gate: Gate;
  readonly label: string;
  /** What the answering system says: an IHE error code, a code of our own prefixed SIM_ where none is published, or null when nothing was sent. */
  readonly errorCode: string | null;
  /** True when the same attempt may succeed later without any correction. */
  readonly isTransient: boolean;
  /** The published rule, or the reasoning behind an assumption. */
  readonly source: string;
  /** True when no published source gives the rule or its code. */
  readonly assumed: boolean;
}

export type RefusalSymbol =
  | 'INS_NOT_QUALIFIED'
  | 'INS_KEY_INVALID'
  | 'INS_OID_NOT_ALLOWED'
  | 'TRAITS_MISMATCH'
  | 'SIM_DMP_ABSENT'
  | 'SIM_DMP_CLOSED'
  | 'SIM_DMP_OPPOSED'
  | 'XDS_NON_IDENTICAL_HASH'
  | 'XDS_MISSING_DOCUMENT_METADATA'
  | 'XDS_REGISTRY_METADATA_ERROR'
  | 'XDS_REGISTRY_DEPRECATED_DOCUMENT'
  | 'XDS_REGISTRY_BUSY'
  | 'EMPTY_DOCUMENT';

/** What `admit` answers when every gate is passed. */
export const ACCEPTED = 0;

/** Codes of the refusals, as `admit` answers them. */
export const REFUSAL = {
  insNotQualified: 1,
  insKeyInvalid: 2,
  insOidNotAllowed: 3,
  traitsMismatch: 4,
  dmpAbsent: 5,
  dmpClosed: 6,
  dmpOpposed: 7,
  nonIdenticalHash: 8,
  missingDocumentMetadata: 9,
  registryMetadataError: 10,
  registryDeprecatedDocument: 11,
  registryBusy: 12,
  emptyDocument: 13,
} as const;

const NO_PUBLISHED_DMP_CODE =
  'the TD0.2 answer exists (DMP-compatibility guide) but no error code list is published';

/** Every refusal, by ascending code from 1. */
export const REFUSAL_REASONS: readonly RefusalReason[] = [
  {
    code: REFUSAL.insNotQualified,
    symbol: 'INS_NOT_QUALIFIED',
    gate: 'identity',
    label: 'The identity has not the status “qualifiée”',
    errorCode: null,
    isTransient: false,
    source:
      'RNIV: only an identity of status qualifiée feeds the DMP; strict from 2023 on (esante-bretagne.fr)',
    assumed: false,
  },
  {
    code: REFUSAL.insKeyInvalid,
    symbol: 'INS_KEY_INVALID',
    gate: 'identity',
    label: 'The key of the matricule INS does not match its number',
    errorCode: null,
    isTransient: false,
    source: 'NIR key modulo 97, checked before anything is sent',
    assumed: false,
  },
  {
    code: REFUSAL.insOidNotAllowed,
    symbol: 'INS_OID_NOT_ALLOWED',
    gate: 'identity',
    label: 'The INS OID is neither the test nor the demonstration OID',
    errorCode: null,
    isTransient: false,
    source: 'a rule of this simulator: synthetic persons only (OID .10 and .11)',
    assumed: true,
  },
  {
    code: REFUSAL.traitsMismatch,
    symbol: 'TRAITS_MISMATCH',
    gate: 'identity',
    label: 'The strict traits differ from those of the INS',
    errorCode: null,
    isTransient: false,
    source: 'RNIV: an INS is a matricule, an OID and five strict traits',
    assumed: false,
  },
  {
    code: REFUSAL.dmpAbsent,
    symbol: 'SIM_DMP_ABSENT',
    gate: 'dmp-status',
    label: 'The person has no DMP',
    errorCode: 'SIM_DMP_ABSENT',
    isTransient: false,
    source: NO_PUBLISHED_DMP_CODE,
    assumed: true,
  },
  {
    code: REFUSAL.dmpClosed,
    symbol: 'SIM_DMP_CLOSED',
    gate: 'dmp-status',
    label: 'The DMP is closed',
    errorCode: 'SIM_DMP_CLOSED',
    isTransient: false,
    source: NO_PUBLISHED_DMP_CODE,
    assumed: true,
  },
  {
    code: REFUSAL.dmpOpposed,
    symbol: 'SIM_DMP_OPPOSED',
    gate: 'dmp-status',
    label: 'The person opposed the creation of the profile',
    errorCode: 'SIM_DMP_OPPOSED',
    isTransient: false,
    source: NO_PUBLISHED_DMP_CODE,
    assumed: true,
  },
  {
    code: REFUSAL.nonIdenticalHash,
    symbol: 'XDS_NON_IDENTICAL_HASH',
    gate: 'registry',
    label: 'The uniqueId is already registered with another hash',
    errorCode: 'XDSNonIdenticalHash',
    isTransient: false,
    source: 'IHE ITI TF-3, error codes of ITI-41/42',
    assumed: false,
  },
  {
    code: REFUSAL.missingDocumentMetadata,
    symbol: 'XDS_MISSING_DOCUMENT_METADATA',
    gate: 'registry',
    label: 'A document came without its metadata',
    errorCode: 'XDSMissingDocumentMetadata',
    isTransient: false,
    source: 'IHE ITI TF-3, error codes of ITI-41/42',
    assumed: false,
  },
  {
    code: REFUSAL.registryMetadataError,
    symbol: 'XDS_REGISTRY_METADATA_ERROR',
    gate: 'registry',
    label: 'A value of the metadata is not allowed',
    errorCode: 'XDSRegistryMetadataError',
    isTransient: false,
    source: 'IHE ITI TF-3, error codes of ITI-41/42',
    assumed: false,
  },
  {
    code: REFUSAL.registryDeprecatedDocument,
    symbol: 'XDS_REGISTRY_DEPRECATED_DOCUMENT',
    gate: 'registry',
    label: 'The document to replace is already superseded',
    errorCode: 'XDSRegistryDeprecatedDocumentError',
    isTransient: false,
    source: 'IHE ITI TF-3, error codes of ITI-41/42',
    assumed: false,
  },
  {
    code: REFUSAL.registryBusy,
    symbol: 'XDS_REGISTRY_BUSY',
    gate: 'registry',
    label: 'The registry is busy: try again',
    errorCode: 'XDSRegistryBusy',
    isTransient: true,
    source: 'IHE ITI TF-3, error codes of ITI-41/42',
    assumed: false,
  },
  {
    code: REFUSAL.emptyDocument,
    symbol: 'EMPTY_DOCUMENT',
    gate: 'document',
    label: 'The document is empty',
    errorCode: null,
    isTransient: false,
    source: 'DMP-compatibility guide, EX_GEN-1060: empty documents must not be sent',
    assumed: false,
  },
];

/** A number that is no refusal code: `admit` never answers it. */
export class UnknownRefusalError extends Error {
  constructor(given: string) {
    super(
      `unknown refusal: expected a code from 1 to ${REFUSAL_REASONS.length} or its symbol, got ${given}; see REFUSAL_REASONS`,
    );
  }
}

/** The refusal of a code from 1. Throws UnknownRefusalError, also for 0, which means accepted. */
export function refusalOfCode(code: number): RefusalReason {
  const reason = REFUSAL_REASONS[code - 1];
  if (reason === undefined) throw new UnknownRefusalError(String(code));
  return reason;
}

/** The refusal of a published symbol. Throws UnknownRefusalError. */
export function refusalOfSymbol(symbol: string): RefusalReason {
  const reason = REFUSAL_REASONS.find((candidate) => candidate.symbol === symbol);
  if (reason === undefined) throw new UnknownRefusalError(symbol);
  return reason;
}
