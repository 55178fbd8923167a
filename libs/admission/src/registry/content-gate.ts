import type { DocumentEntry, IntakeRefusal } from './document-entry.js';

/** What the software has to check before it sends: a document with nothing in it goes nowhere (EX_GEN-1060). */
export function refusalOfEmptyDocument({ content }: DocumentEntry): IntakeRefusal | undefined {
  if (content.sizeBytes > 0) return undefined;
  return { code: 'EMPTY_DOCUMENT', part: 'content', reason: 'expected a document; came 0 bytes' };
}

/** Third gate, second part: size, SHA-1 and CDA id are recomputed from the bytes, and are those stated. */
export function refusalOfContent(entry: DocumentEntry): IntakeRefusal | undefined {
  const { content, sizeBytes, hash, uniqueId } = entry;
  if (sizeBytes !== null && sizeBytes !== content.sizeBytes) {
    return {
      code: 'XDSRepositoryMetadataError',
      part: 'sizeBytes',
      reason: `expected the size of the document, ${content.sizeBytes} bytes; came ${sizeBytes}`,
    };
  }
  if (hash !== null && !isSameHash(hash, content.hash)) {
    return {
      code: 'XDSRepositoryMetadataError',
      part: 'hash',
      reason: 'expected the SHA-1 of the document; came another hash',
    };
  }
  if (content.cdaId !== null && content.cdaId !== uniqueId) {
    return {
      code: 'XDSDocumentUniqueIdError',
      part: 'uniqueId',
      reason: `expected the id in the header of the CDA document, ${content.cdaId}; came another`,
    };
  }
  return undefined;
}

/** Whether two hashes are the same bytes. */
export function isSameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
