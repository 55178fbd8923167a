import { createHash } from 'node:crypto';
import type {
  CheckedMetadata,
  DocumentEntry,
  RegisteredDocument,
  Visibility,
} from '#libs/admission';
import type { RefusalReasonSymbol } from '#libs/events';
import { isPsIdNat, isStructIdNat } from '#libs/identifiers';
import type { EventDraft } from '#libs/intake';
import type { KnownPatient } from '#libs/patients';
import { DOCUMENT_TYPES, SOLUTIONS } from '#libs/reference';

const typeOfCode = new Map(DOCUMENT_TYPES.map((type) => [type.typeCode, type]));
const solutionOfCode = new Map(SOLUTIONS.map((solution) => [solution.code, solution]));

/** What the events of a document share. */
type Head = Pick<
  EventDraft,
  | 'occurredAt'
  | 'registeredAt'
  | 'actId'
  | 'patient'
  | 'patientDepartment'
  | 'insOid'
  | 'author'
  | 'site'
  | 'couloir'
  | 'solution'
>;

/** The event of a document that enters, new or in the place of another of the same site. */
export function depositDraft(
  entry: DocumentEntry,
  metadata: CheckedMetadata,
  patient: KnownPatient,
  nowMs: number,
  target: RegisteredDocument | undefined,
): EventDraft {
  const { uniqueId, type, format, solution, site, author, documentAtMs } = metadata;
  const document = {
    occurredAt: documentAtMs,
    registeredAt: nowMs,
    actId: actIdOf(uniqueId),
    patient: patient.pseudonym,
    patientDepartment: patient.department,
    insOid: patient.oid,
    author,
    site,
    couloir: solution.couloir,
    solution: solution.index,
    typeCode: type.symbol,
    classCode: type.classCode,
    formatCode: format.symbol,
    sizeBytes: entry.content.sizeBytes,
    uniqueId,
    hash: entry.content.hash,
  };
  return target === undefined
    ? { record: 'DocumentDeposited', ...document }
    : { record: 'DocumentReplaced', ...document, replacedSequence: target.sequence };
}

/** The event of a refused deposit; undefined when the request does not say enough for one. */
export function refusalDraft(
  entry: DocumentEntry,
  patient: KnownPatient | undefined,
  reason: RefusalReasonSymbol,
  nowMs: number,
): EventDraft | undefined {
  const { uniqueId, site, author } = entry;
  const type = typeOfCode.get(entry.typeCode ?? '');
  const solution = solutionOfCode.get(entry.solution ?? '');
  if (patient === undefined || type === undefined || solution === undefined) return undefined;
  if (uniqueId === null || site === null || author === null) return undefined;
  if (!isStructIdNat(site) || !isPsIdNat(author)) return undefined;
  return {
    record: 'DepositRefused',
    occurredAt: Math.min(entry.documentAtMs ?? nowMs, nowMs),
    registeredAt: nowMs,
    actId: actIdOf(uniqueId),
    patient: patient.pseudonym,
    patientDepartment: patient.department,
    insOid: patient.oid,
    author,
    site,
    couloir: solution.couloir,
    solution: solution.index,
    typeCode: type.symbol,
    classCode: type.classCode,
    reason,
  };
}

/** The event of a document whose readers change. */
export function visibilityDraft(
  document: RegisteredDocument,
  author: string,
  visibility: Visibility,
  nowMs: number,
): EventDraft {
  return {
    record: 'DocumentVisibilityChanged',
    ...headOf(document, author, nowMs),
    documentSequence: document.sequence,
    visibility,
  };
}

/** The event of a document that is taken out. */
export function deletionDraft(
  document: RegisteredDocument,
  author: string,
  nowMs: number,
): EventDraft {
  return {
    record: 'DocumentDeleted',
    ...headOf(document, author, nowMs),
    documentSequence: document.sequence,
  };
}

function headOf(document: RegisteredDocument, author: string, nowMs: number): Head {
  const solution = SOLUTIONS[document.solution];
  if (solution === undefined) {
    throw new RangeError(`document ${document.uniqueId}: no solution ${document.solution}`);
  }
  return {
    occurredAt: nowMs,
    registeredAt: nowMs,
    actId: actIdOf(document.uniqueId),
    patient: document.patient,
    patientDepartment: document.patientDepartment,
    insOid: document.insOid,
    author,
    site: document.site,
    couloir: solution.couloir,
    solution: document.solution,
  };
}

/** Bytes of an act's number: 48 bits stay exact in a JavaScript number. */
const ACT_ID_BYTES = 6;

/** No request names the act behind a document: its number is made from the uniqueId, the same each time. */
function actIdOf(uniqueId: string): number {
  return createHash('sha1').update(uniqueId).digest().readUIntBE(0, ACT_ID_BYTES);
}
