import type { DocumentType } from '#libs/reference';
import type { KnownPatient } from '#libs/patients';
import type { CdaHeader, DocumentIdentifier, DocumentTraits } from './document.js';
import { missingTraits } from './identity.js';
import type { Mailbox } from './mailbox.js';
import { RECEIPT_ERRORS, type ReceiptError } from './receipt-errors.js';

/** A document that a mailbox has received and processed. */
export interface HeldDocument {
  readonly uniqueId: string;
  readonly hash: string;
  readonly author: string;
  readonly site: string;
  readonly versionNumber: number;
  /** Whether a later version has replaced it. */
  readonly isSuperseded: boolean;
}

/** What arrives at a mailbox. */
export interface Arrival {
  readonly mailbox: Mailbox;
  readonly header: CdaHeader;
  /** SHA-1 of the document. */
  readonly hash: string;
  readonly type: DocumentType;
  readonly ins: DocumentIdentifier | null;
  /** The person of the document's matricule, as the receiver knows them; undefined when nobody is. */
  readonly patient: KnownPatient | undefined;
  /** What the mailbox holds under the document's uniqueId. */
  readonly same: HeldDocument | undefined;
  /** What the mailbox holds under the uniqueId that the document replaces. */
  readonly replaced: HeldDocument | undefined;
}

/** What a receiver answers: an error and what it stumbled on, or null when the document is processed. */
export type ReceiptFault = ReceiptError & { readonly detail: string };

/**
 * What the receiving software makes of a document: the first check that fails names the error. The
 * order is ours, see docs/decisions/0018-mssante-intake.md.
 *
 * @returns null when the document is processed
 */
export function receive(arrival: Arrival): ReceiptFault | null {
  return identityFault(arrival) ?? documentFault(arrival);
}

function identityFault({ ins, header, patient, mailbox }: Arrival): ReceiptFault | null {
  if (ins === null) {
    return { ...RECEIPT_ERRORS.insAbsent, detail: 'no patient identifier under an INS OID' };
  }
  const missing = missingTraits(header.traits);
  if (missing.length > 0) {
    return { ...RECEIPT_ERRORS.insIncomplete, detail: `missing: ${missing.join(', ')}` };
  }
  if (patient === undefined) {
    return { ...RECEIPT_ERRORS.unknownPatient, detail: 'nobody of that matricule' };
  }
  const different = [
    ...differentIdentity(ins, patient),
    ...differentTraits(header.traits, patient),
  ];
  if (mailbox.kind === 'citizen' && mailbox.matricule.text !== ins.extension) {
    different.push('the patient whose mailbox it is');
  }
  if (different.length === 0) return null;
  return { ...RECEIPT_ERRORS.insMismatch, detail: `different: ${different.join(', ')}` };
}

/** OIDs of the two domains, by the symbol that events carry. */
const OID_SYMBOLS: Readonly<Record<string, string>> = {
  '1.2.250.1.213.1.4.10': 'INS_NIR_TEST',
  '1.2.250.1.213.1.4.11': 'INS_NIR_DEMONSTRATION',
};

function differentIdentity(ins: DocumentIdentifier, patient: KnownPatient): string[] {
  return OID_SYMBOLS[ins.root] === patient.oid ? [] : ['OID'];
}

function differentTraits(came: DocumentTraits, { traits }: KnownPatient): string[] {
  const pairs: readonly (readonly [name: string, came: string | null, known: string])[] = [
    ['birthName', came.birthName, traits.birthName],
    ['firstGivenName', came.firstGivenName, traits.firstGivenName],
    ['givenNames', came.givenNames, traits.givenNames.join(' ')],
    ['sex', came.sex, traits.sex],
    ['birthDate', came.birthDate, traits.birthDate.replaceAll('-', '')],
    ['birthPlaceCode', came.birthPlaceCode, traits.birthPlaceCode],
  ];
  return pairs.flatMap(([name, left, right]) => (left === right ? [] : [name]));
}

function documentFault(arrival: Arrival): ReceiptFault | null {
  const { type, header, same, hash } = arrival;
  if (!type.isProfessional) {
    return { ...RECEIPT_ERRORS.other, detail: `${type.typeCode} is no professional document` };
  }
  if (same !== undefined) {
    // The same document again, in another mail: nothing to integrate, and no error.
    if (same.hash === hash) return null;
    return { ...RECEIPT_ERRORS.other, detail: 'uniqueId received before with another content' };
  }
  return header.replaces === null ? null : replacementFault(arrival);
}

function replacementFault({ header, replaced }: Arrival): ReceiptFault | null {
  if (replaced === undefined) {
    return { ...RECEIPT_ERRORS.other, detail: 'the document to replace was not received here' };
  }
  if (replaced.author !== header.author && replaced.site !== header.site) {
    return {
      ...RECEIPT_ERRORS.authorNotAuthorised,
      detail: 'neither the author nor the structure of the document to replace',
    };
  }
  if (replaced.isSuperseded) {
    return { ...RECEIPT_ERRORS.wrongVersion, detail: 'a later version has replaced it already' };
  }
  if (header.versionNumber <= replaced.versionNumber) {
    return {
      ...RECEIPT_ERRORS.wrongVersion,
      detail: `version ${header.versionNumber} does not follow version ${replaced.versionNumber}`,
    };
  }
  return null;
}
