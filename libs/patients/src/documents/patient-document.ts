import { DOCUMENT_TYPES } from '#libs/reference';

/** A document that a person adds to the own profile. The simulation keeps no content. */
export interface PatientDocument {
  /** OID that the person's software gave it. */
  readonly uniqueId: string;
  readonly typeCode: string;
  /** SHA-1 of the content, 40 hexadecimal digits in small letters. */
  readonly hash: string;
  readonly sizeBytes: number;
}

/** The typeCodes of people's own documents: DOCPAT and EXPPAT, never a professional's nor REMB. */
export const PATIENT_TYPE_CODES: readonly string[] = DOCUMENT_TYPES.map(
  ({ typeCode }) => typeCode,
).filter((typeCode) => /^(DOCPAT|EXPPAT)/.test(typeCode));

/**
 * Whether a document is the one that is stored under its uniqueId already: the same pair of uniqueId
 * and hash of the same person. Otherwise the uniqueId is another document's.
 */
export function isSameDocument(
  stored: { readonly hash: string; readonly matricule: string },
  came: { readonly hash: string; readonly matricule: string },
): boolean {
  return stored.hash === came.hash && stored.matricule === came.matricule;
}
