import { isInsOid, isMatriculeIns } from '#libs/identifiers';
import type { CdaHeader, DocumentIdentifier, DocumentTraits } from './document.js';
import { MailRefusedError } from './refusals.js';

/** OIDs of identities of living people: INS-NIR, INS-NIA, INS-C. Never taken. */
const REAL_OIDS: ReadonlySet<string> = new Set([
  '1.2.250.1.213.1.4.8',
  '1.2.250.1.213.1.4.9',
  '1.2.250.1.213.1.4.2',
]);

/**
 * The INS of a document, or null when it has none.
 *
 * @throws MailRefusedError real-identity, or bad-document when the matricule's key is wrong
 */
export function insOfDocument(header: CdaHeader): DocumentIdentifier | null {
  const real = header.patientIds.find(({ root }) => REAL_OIDS.has(root));
  if (real !== undefined) throw new MailRefusedError('real-identity', `OID ${real.root}`);
  const ins = header.patientIds.find(({ root }) => isInsOid(root));
  if (ins === undefined) return null;
  // EX_GEN-1270: with a wrong key the INS must not be used.
  if (!isMatriculeIns(ins.extension)) {
    throw new MailRefusedError(
      'bad-document',
      'a matricule INS in recordTarget whose form or key is wrong',
    );
  }
  return ins;
}

/**
 * Names of the strict traits that a document lacks. Source: CI-SIS, schematron of the minimal
 * structure: with an INS, all of them are mandatory.
 */
export function missingTraits(traits: DocumentTraits): string[] {
  return Object.entries(traits).flatMap(([name, value]) => (value === null ? [name] : []));
}
