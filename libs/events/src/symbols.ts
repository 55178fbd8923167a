/**
 * Symbols of the Avro enums, in the order of the schemas: the index is what travels on the wire.
 * A published symbol never moves; a spec holds these lists against the `.avsc` files.
 * Document types and format codes have theirs in `#libs/reference`.
 */

/** Object identifier that the INS was qualified under: test and demonstration only, never production. */
export const INS_OID_SYMBOLS = ['INS_NIR_TEST', 'INS_NIR_DEMONSTRATION'] as const;

export const COULOIR_SYMBOLS = ['hospital', 'city', 'pharmacy', 'radiology', 'biology'] as const;

export const VISIBILITY_SYMBOLS = [
  'VISIBLE',
  'INVISIBLE_PATIENT',
  'INVISIBLE_REPRESENTANTS_LEGAUX',
  'MASQUE_PS',
] as const;

/** Why a deposit was refused. The code that `#libs/admission` answers is this index plus one, 0 being "accepted". */
export const REFUSAL_REASON_SYMBOLS = [
  'INS_NOT_QUALIFIED',
  'INS_KEY_INVALID',
  'INS_OID_NOT_ALLOWED',
  'TRAITS_MISMATCH',
  'SIM_DMP_ABSENT',
  'SIM_DMP_CLOSED',
  'SIM_DMP_OPPOSED',
  'XDS_NON_IDENTICAL_HASH',
  'XDS_MISSING_DOCUMENT_METADATA',
  'XDS_REGISTRY_METADATA_ERROR',
  'XDS_REGISTRY_DEPRECATED_DOCUMENT',
  'XDS_REGISTRY_BUSY',
  'EMPTY_DOCUMENT',
] as const;

/** Who an MSSanté message is addressed to. */
export const MESSAGE_KIND_SYMBOLS = ['PROFESSIONAL', 'CITIZEN'] as const;

/** Sending MSSanté mailbox: personal, organisational, applicative, or of a practice. */
export const MAILBOX_SYMBOLS = ['PER', 'ORG', 'APP', 'CAB'] as const;

export const DISPOSITION_SYMBOLS = ['PROCESSED', 'ERROR'] as const;

export const DISPENSATION_SCOPE_SYMBOLS = ['PARTIAL', 'COMPLETE'] as const;

export const CLOSING_REASON_SYMBOLS = ['DISPENSED', 'CANCELLED', 'EXPIRED'] as const;

export type InsOidSymbol = (typeof INS_OID_SYMBOLS)[number];
export type CouloirSymbol = (typeof COULOIR_SYMBOLS)[number];
export type VisibilitySymbol = (typeof VISIBILITY_SYMBOLS)[number];
export type RefusalReasonSymbol = (typeof REFUSAL_REASON_SYMBOLS)[number];
export type MessageKindSymbol = (typeof MESSAGE_KIND_SYMBOLS)[number];
export type MailboxSymbol = (typeof MAILBOX_SYMBOLS)[number];
export type DispositionSymbol = (typeof DISPOSITION_SYMBOLS)[number];
export type DispensationScopeSymbol = (typeof DISPENSATION_SCOPE_SYMBOLS)[number];
export type ClosingReasonSymbol = (typeof CLOSING_REASON_SYMBOLS)[number];
