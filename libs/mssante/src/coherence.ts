import { DOCUMENT_TYPES, classOfType, type DocumentType } from '#libs/reference';
import type { CdaHeader, DocumentEntry } from './document.js';
import { MailRefusedError } from './refusals.js';

/** What was measured of the document's bytes. */
export interface MeasuredDocument {
  /** SHA-1, hexadecimal in lower case. */
  readonly hash: string;
  readonly sizeBytes: number;
}

/** The only form of a document here. */
const CDA_MIME = 'text/xml';

/**
 * Holds the metadata against the document they come with.
 *
 * @returns the type of the document
 * @throws MailRefusedError document-mismatch or unknown-document-type
 */
export function checkCoherence(
  entry: DocumentEntry,
  header: CdaHeader,
  measured: MeasuredDocument,
): DocumentType {
  expectSame('size', measured.sizeBytes, entry.sizeBytes);
  expectSame('SHA-1 hash', measured.hash, entry.hash);
  expectSame('mimeType', CDA_MIME, entry.mimeType);
  expectSame('uniqueId', header.uniqueId, entry.uniqueId);
  expectSame('typeCode', header.typeCode, entry.typeCode);
  const { root, extension } = entry.patientId;
  if (!header.patientIds.some((id) => id.root === root && id.extension === extension)) {
    throw new MailRefusedError(
      'document-mismatch',
      'a patientId in the metadata that the document does not have',
    );
  }
  const type = DOCUMENT_TYPES.find(({ typeCode }) => typeCode === header.typeCode);
  if (type === undefined) {
    throw new MailRefusedError('unknown-document-type', JSON.stringify(header.typeCode));
  }
  if (entry.classCode !== null) {
    expectSame('classCode', String(classOfType(type.typeCode)), entry.classCode);
  }
  return type;
}

function expectSame(what: string, inDocument: unknown, inMetadata: unknown): void {
  if (inDocument === inMetadata) return;
  throw new MailRefusedError(
    'document-mismatch',
    `${what} ${JSON.stringify(inMetadata)} in the metadata, ${JSON.stringify(inDocument)} in the document`,
  );
}
