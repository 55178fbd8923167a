/** Traits of a patient as a CDA header writes them; null where the header has none. */
export interface DocumentTraits {
  readonly birthName: string | null;
  readonly firstGivenName: string | null;
  /** All given names in one text, as the CI-SIS has it. */
  readonly givenNames: string | null;
  readonly sex: string | null;
  /** YYYYMMDD. */
  readonly birthDate: string | null;
  /** Code of the Code officiel géographique. */
  readonly birthPlaceCode: string | null;
}

/** An identifier with its domain: `root` is an OID. */
export interface DocumentIdentifier {
  readonly root: string;
  readonly extension: string;
}

/** What the header of a CDA document says. */
export interface CdaHeader {
  /** Its id: root, or root and extension joined by `^`. */
  readonly uniqueId: string;
  readonly typeCode: string;
  readonly codeSystemOid: string;
  readonly versionNumber: number;
  readonly patientIds: readonly DocumentIdentifier[];
  readonly traits: DocumentTraits;
  /** PSIdNat of the first author. */
  readonly author: string;
  /** StructIdNat of the author's structure. */
  readonly site: string;
  /** uniqueId of the document that this one replaces, or null. */
  readonly replaces: string | null;
}

/** What METADATA.XML says of the document (XDS DocumentEntry). */
export interface DocumentEntry {
  readonly uniqueId: string;
  readonly typeCode: string;
  /** Null when the entry has none: it is derived from the type. */
  readonly classCode: string | null;
  readonly patientId: DocumentIdentifier;
  readonly mimeType: string;
  /** SHA-1, 40 hexadecimal digits in lower case. */
  readonly hash: string;
  readonly sizeBytes: number;
  /** Name of the file in the folder of METADATA.XML. */
  readonly uri: string;
}
