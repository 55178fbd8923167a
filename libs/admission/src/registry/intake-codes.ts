import type { Gate, RefusalSymbol } from '../refusals.js';

/** What the intake answers when it refuses. IHE's own names; ours begin with SIM_, or name the identity check. */
export type IntakeCodeName = (typeof ROWS)[number][0];

/** A refusal as a caller sees it. */
export interface IntakeCode {
  readonly code: IntakeCodeName;
  readonly gate: Gate;
  /** HTTP status: 400 incomplete, 404 not known, 422 against a rule, 503 come back. */
  readonly status: 400 | 404 | 422 | 503;
  /**
   * The nearest reason among those of the published event DepositRefused, which never change; null
   * for a refusal that the field would not count: the message contradicts itself, the person is not
   * known, or the same request may succeed as it is.
   */
  readonly symbol: RefusalSymbol | null;
  readonly label: string;
}

const METADATA = 'XDS_REGISTRY_METADATA_ERROR';

/** Sources: RNIV for identities, DMP-compatibility guide for the profile, IHE ITI TF-3 for the registry. */
const ROWS = [
  ['INS_KEY_INVALID', 'identity', 422, null, 'The key of the matricule INS is wrong'],
  ['INS_OID_NOT_ALLOWED', 'identity', 422, null, 'Not an OID of synthetic persons'],
  ['XDSUnknownPatientId', 'identity', 404, null, 'INSi does not know this identity'],
  ['INS_NOT_QUALIFIED', 'identity', 422, 'INS_NOT_QUALIFIED', 'The identity is not qualifiée'],
  ['TRAITS_MISMATCH', 'identity', 422, 'TRAITS_MISMATCH', 'Strict traits differ from INSi’s'],
  ['EMPTY_DOCUMENT', 'document', 422, 'EMPTY_DOCUMENT', 'The document is empty'],
  ['SIM_DMP_ABSENT', 'dmp-status', 422, 'SIM_DMP_ABSENT', 'The person has no DMP'],
  ['SIM_DMP_CLOSED', 'dmp-status', 422, 'SIM_DMP_CLOSED', 'The DMP is closed'],
  ['SIM_DMP_OPPOSED', 'dmp-status', 422, 'SIM_DMP_OPPOSED', 'The person opposed the DMP'],
  ['XDSMissingDocument', 'registry', 400, null, 'Metadata came without their document'],
  [
    'XDSMissingDocumentMetadata',
    'registry',
    400,
    'XDS_MISSING_DOCUMENT_METADATA',
    'A document came without its metadata',
  ],
  ['XDSRegistryMetadataError', 'registry', 422, METADATA, 'A value of the metadata is not allowed'],
  ['XDSRepositoryMetadataError', 'registry', 422, METADATA, 'Size or hash are not the document’s'],
  ['XDSDocumentUniqueIdError', 'registry', 422, METADATA, 'The document has another uniqueId'],
  [
    'XDSNonIdenticalHash',
    'registry',
    422,
    'XDS_NON_IDENTICAL_HASH',
    'The uniqueId is registered with another hash',
  ],
  [
    'XDSRegistryDeprecatedDocumentError',
    'registry',
    422,
    'XDS_REGISTRY_DEPRECATED_DOCUMENT',
    'The document to replace is superseded',
  ],
  ['XDSPatientIdDoesNotMatch', 'registry', 422, METADATA, 'Another patient than that of the set'],
  [
    'XDSRegistryDuplicateUniqueIdInMessage',
    'registry',
    422,
    null,
    'Two entries of one message share a uniqueId',
  ],
  [
    'XDSRepositoryDuplicateUniqueIdInMessage',
    'registry',
    422,
    null,
    'Two documents of one message share a name',
  ],
  [
    'XDSDuplicateUniqueIdInRegistry',
    'registry',
    422,
    null,
    'The submission set is registered with another content',
  ],
  ['XDSRegistryOutOfResources', 'registry', 422, null, 'More than one submission may hold'],
  ['XDSRegistryBusy', 'registry', 503, null, 'The registry is busy: try again'],
  ['XDSRepositoryBusy', 'registry', 503, null, 'The outcome is not known yet: try again'],
  ['SIM_DOCUMENT_UNKNOWN', 'registry', 404, null, 'No such document is registered here'],
  ['SIM_DOCUMENT_DELETED', 'registry', 422, null, 'A deleted document cannot be changed'],
  ['SIM_ALREADY_VISIBLE', 'registry', 422, null, 'Once visible to the patient, never hidden again'],
  ['SIM_OTHER_SITE', 'registry', 422, null, 'Only the depositing site may change a document'],
] as const;

/** Every refusal of the intake, by its code. */
export const INTAKE_CODES: Readonly<Record<IntakeCodeName, IntakeCode>> = Object.fromEntries(
  ROWS.map(([code, gate, status, symbol, label]) => [code, { code, gate, status, symbol, label }]),
) as Record<IntakeCodeName, IntakeCode>; // One entry for each row, and the name is the row's.

/** The warning of IHE for metadata that were not kept: a success all the same. */
export const EXTRA_METADATA_NOT_SAVED = 'XDSExtraMetadataNotSaved';
