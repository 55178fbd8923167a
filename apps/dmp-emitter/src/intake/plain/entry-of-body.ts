import type { EntryPart } from '#libs/admission';
import type { CallerFacts } from '../caller-facts.js';
import type { EntryToRegister } from '../contract.js';
import { contentOf } from '../document-content.js';
import { malformedProblem } from '../problems.js';
import type { DepositBody } from './deposit-body.js';

/**
 * The metadata that a plain body states.
 *
 * @param replaces uniqueId of the document to replace; null for a new one
 * @throws ProblemError for a date that no calendar has
 */
export function entryOfBody(
  body: DepositBody,
  caller: CallerFacts,
  replaces: string | null,
): EntryToRegister {
  const documentAtMs = Date.parse(body.date);
  if (Number.isNaN(documentAtMs)) {
    throw malformedProblem([
      { field: '/date', reason: 'expected a date that exists; came another' },
    ]);
  }
  return {
    entry: {
      uniqueId: body.uniqueId,
      patient: body.patient,
      typeCode: body.typeCode,
      classCode: body.classCode ?? null,
      formatCode: body.formatCode,
      facilityType: body.facilityType,
      practiceSetting: body.practiceSetting,
      confidentiality: body.confidentiality,
      languageCode: body.languageCode ?? null,
      documentAtMs,
      author: caller.author ?? body.author ?? null,
      site: body.site,
      solution: caller.solution ?? body.solution ?? null,
      couloir: body.couloir ?? null,
      sizeBytes: body.sizeBytes ?? null,
      hash: body.hash === undefined ? null : Buffer.from(body.hash, 'base64'),
      content: contentOf(Buffer.from(body.content, 'base64')),
      replaces,
    },
    pointerOf,
  };
}

const PATIENT_PARTS: ReadonlySet<EntryPart> = new Set<EntryPart>([
  'matricule',
  'oid',
  'birthName',
  'givenNames',
  'sex',
  'birthDate',
  'birthPlaceCode',
  'identityStatus',
]);

function pointerOf(part: EntryPart): string {
  if (part === 'documentAtMs') return '/date';
  // It stands in the path, not in the body.
  if (part === 'replaces') return 'uniqueId';
  return PATIENT_PARTS.has(part) ? `/patient/${part}` : `/${part}`;
}
