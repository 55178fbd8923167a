import { createHash } from 'node:crypto';
import {
  MailRefusedError,
  checkCoherence,
  insOfDocument,
  type CdaHeader,
  type DocumentIdentifier,
} from '#libs/mssante';
import type { DocumentType } from '#libs/reference';
import { readCda } from './read-cda.js';
import { readMetadata } from './read-metadata.js';
import { readZip } from './read-zip.js';

/** The document of an XDM archive, read and held against its metadata. */
export interface XdmDocument {
  readonly header: CdaHeader;
  /** SHA-1 of the CDA, hexadecimal. */
  readonly hash: string;
  readonly type: DocumentType;
  readonly ins: DocumentIdentifier | null;
}

/** Source: IHE ITI TF-2, transaction ITI-32, and the form of MSSanté. */
const FOLDER = 'IHE_XDM/SUBSET01/';
const METADATA = `${FOLDER}METADATA.XML`;

/**
 * Reads an IHE_XDM.zip.
 *
 * @throws MailRefusedError bad-archive, bad-metadata, bad-document, document-mismatch,
 *   unknown-document-type or real-identity
 */
export async function readXdm(bytes: Buffer): Promise<XdmDocument> {
  const files = await readZip(bytes);
  if (!files.has('INDEX.HTM')) throw new MailRefusedError('bad-archive', 'no INDEX.HTM');
  const entry = readMetadata(fileOf(files, METADATA));
  const document = fileOf(files, `${FOLDER}${entry.uri.toUpperCase()}`);
  const header = readCda(document);
  const hash = createHash('sha1').update(document).digest('hex');
  const type = checkCoherence(entry, header, { hash, sizeBytes: document.length });
  return { header, hash, type, ins: insOfDocument(header) };
}

function fileOf(files: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const file = files.get(name);
  if (file === undefined) throw new MailRefusedError('bad-archive', `no ${name}`);
  return file;
}
