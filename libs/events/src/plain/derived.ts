import { createHash } from 'node:crypto';

/**
 * Namespace of the name-based UUIDs of simulated documents (RFC 9562, version 5). Drawn once for
 * this project; changing it would rename every simulated document.
 */
const DOCUMENT_NAMESPACE = 'c5a1f0de-3b0a-5c8e-9a43-6d6573666c6f';

/**
 * uniqueId of a simulated document: an OID under 2.25, the arc of UUIDs (ITU-T X.667), which needs
 * no registration and can meet no producer's real root. The UUID is the version 5 UUID of
 * `SOURCE/SEQUENCE`, so anyone can compute it again. At most 44 characters; XDS allows 64.
 */
export function derivedUniqueId(source: string, sequence: number): string {
  const uuid = uuidOfName(DOCUMENT_NAMESPACE, `${source}/${sequence}`);
  return `2.25.${BigInt(`0x${uuid.replaceAll('-', '')}`).toString()}`;
}

/**
 * Hash of a simulated document: 20 bytes. There are no document bytes to hash, so it is the SHA-1
 * of the document's uniqueId: it differs whenever the document does.
 */
export function derivedHash(source: string, sequence: number): Uint8Array {
  return createHash('sha1').update(derivedUniqueId(source, sequence)).digest();
}

/** Version 5 UUID (RFC 9562 §5.5) of a name. */
export function uuidOfName(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
