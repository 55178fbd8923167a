import type { InsOidSymbol } from '#libs/identifiers';

export type DocumentStatus = 'approved' | 'superseded' | 'deleted';

/** A document as the registry holds it. It never holds the matricule. */
export interface RegisteredDocument {
  readonly uniqueId: string;
  /** SHA-1. */
  readonly hash: Uint8Array;
  readonly sizeBytes: number;
  /** The event that brought it in. */
  readonly source: string;
  readonly sequence: number;
  /** StructIdNat of the depositing site. */
  readonly site: string;
  readonly author: string;
  /** Index of the solution that deposited it. */
  readonly solution: number;
  readonly patient: Uint8Array;
  readonly patientDepartment: string;
  readonly insOid: InsOidSymbol;
  /** Symbol of the document type. */
  readonly typeSymbol: string;
  readonly formatSymbol: string;
  readonly facilityType: string;
  readonly practiceSetting: string;
  /** Confidentiality codes. */
  readonly confidentiality: readonly string[];
  readonly status: DocumentStatus;
  readonly isArchived: boolean;
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  /** uniqueId of the submission set that it came in; null for a simplified publish. */
  readonly submissionSet: string | null;
  readonly documentAtMs: number;
  readonly registeredAtMs: number;
}
