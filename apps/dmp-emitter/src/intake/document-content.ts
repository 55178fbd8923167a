import { hash } from 'node:crypto';
import type { DocumentContent } from '#libs/admission';

/** Bytes of a CDA document in which its header's id is looked for. */
const HEADER_BYTES = 8192;

const ROOT = /<(?:\w+:)?ClinicalDocument[\s>]/;
const ID = /<(?:\w+:)?id\s[^>]*>/;

/** What a repository finds when it looks at the bytes of a document. */
export function contentOf(bytes: Buffer): DocumentContent {
  return {
    sizeBytes: bytes.length,
    hash: hash('sha1', bytes, 'buffer'),
    cdaId: cdaIdOf(bytes),
  };
}

/**
 * The id in the header of a CDA document, `ROOT` or `ROOT^EXTENSION`; null for any other bytes. A
 * look and no validation: the first `id` after the root element is the document's own.
 */
function cdaIdOf(bytes: Buffer): string | null {
  if (bytes[0] !== 0x3c) return null; // "<"
  const header = bytes.toString('latin1', 0, HEADER_BYTES);
  const root = ROOT.exec(header);
  if (root === null) return null;
  const id = ID.exec(header.slice(root.index))?.[0];
  if (id === undefined) return null;
  const rootOid = /\sroot="([^"]+)"/.exec(id)?.[1];
  const extension = /\sextension="([^"]+)"/.exec(id)?.[1];
  if (rootOid === undefined) return null;
  return extension === undefined ? rootOid : `${rootOid}^${extension}`;
}
