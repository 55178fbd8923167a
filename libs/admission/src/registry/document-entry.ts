import type { IntakeCodeName } from './intake-codes.js';

/** An identity as a document states it; null where it says nothing. */
export interface StatedPatient {
  readonly matricule: string | null;
  readonly oid: string | null;
  readonly birthName: string | null;
  /** In the order of the civil record; the first one is the first given name. */
  readonly givenNames: readonly string[];
  readonly sex: string | null;
  /** YYYY-MM-DD. */
  readonly birthDate: string | null;
  /** Code officiel géographique. */
  readonly birthPlaceCode: string | null;
  /** PROV, RECUP, VALI or QUAL. */
  readonly identityStatus: string | null;
}

/** What the repository finds when it looks at the bytes of a document. */
export interface DocumentContent {
  readonly sizeBytes: number;
  /** SHA-1, 20 bytes. */
  readonly hash: Uint8Array;
  /** The id in the header of a CDA document; null for anything else. */
  readonly cdaId: string | null;
}

/** The metadata of one document as they were sent, whatever the syntax; null where nothing came. */
export interface DocumentEntry {
  readonly uniqueId: string | null;
  readonly patient: StatedPatient;
  readonly typeCode: string | null;
  readonly classCode: string | null;
  readonly formatCode: string | null;
  readonly facilityType: string | null;
  readonly practiceSetting: string | null;
  readonly confidentiality: readonly string[];
  readonly languageCode: string | null;
  /** The document's date, milliseconds since 1970. */
  readonly documentAtMs: number | null;
  /** PSIdNat. */
  readonly author: string | null;
  /** StructIdNat of the depositing site. */
  readonly site: string | null;
  /** Code of a solution of the catalogue. */
  readonly solution: string | null;
  readonly couloir: string | null;
  /** Stated size, bytes. */
  readonly sizeBytes: number | null;
  /** Stated SHA-1. */
  readonly hash: Uint8Array | null;
  readonly content: DocumentContent;
  /** uniqueId of the document that this one replaces. */
  readonly replaces: string | null;
}

/** A part of an entry that a refusal can name. */
export type EntryPart =
  Exclude<keyof DocumentEntry, 'patient'> | keyof StatedPatient | 'submissionSet' | 'isArchived';

/** Why something was refused: the code, the part at fault, what was expected and what came. */
export interface IntakeRefusal {
  readonly code: IntakeCodeName;
  readonly part: EntryPart;
  readonly reason: string;
  readonly accepted?: readonly string[];
}

/** Characters of a value that a refusal repeats. */
const SHOWN_CHARACTERS_MAX = 60;

/** A value for a refusal, shortened; never used for what identifies a person. */
export function shownValue(value: string | number | null): string {
  if (value === null) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text;
}
