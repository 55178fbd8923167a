import type { RegisteredDocument } from '#libs/admission';
import { PS_ID_NAT_OID, STRUCT_ID_NAT_OID } from '#libs/identifiers';
import { DOCUMENT_TYPES, FORMAT_CODES, SOLUTIONS, VISIBILITY_LABELS } from '#libs/reference';
import {
  CLASS_SYSTEM,
  CONFIDENTIALITY_SYSTEM,
  IS_ARCHIVED_EXTENSION,
  LOINC_SYSTEM,
  SOLUTION_SYSTEM,
  TRE_A05_SYSTEM,
  URI_SYSTEM,
  VISIBILITY_SYSTEM,
} from './codes.js';

const typeOfSymbol = new Map(DOCUMENT_TYPES.map((type) => [type.symbol, type]));
const formatOfSymbol = new Map(FORMAT_CODES.map((format) => [format.symbol as string, format]));
const visibilityLabels: ReadonlySet<string> = new Set(VISIBILITY_LABELS);

/** A FHIR resource as it is sent. */
export type Resource = Readonly<Record<string, unknown>> & { readonly resourceType: string };

/** FHIR's status of a document. */
const STATUS = {
  approved: 'current',
  superseded: 'superseded',
  deleted: 'entered-in-error',
} as const;

/**
 * The DocumentReference of a registered document: its metadata. The document itself is not kept, and
 * the patient is known by a pseudonym alone.
 */
export function documentReferenceOf(document: RegisteredDocument): Resource {
  const type = typeOfSymbol.get(document.typeSymbol);
  const isLoinc = type?.symbol.startsWith('LOINC_') === true;
  return {
    resourceType: 'DocumentReference',
    id: document.uniqueId,
    ...(document.isArchived && {
      extension: [{ url: IS_ARCHIVED_EXTENSION, valueBoolean: true }],
    }),
    masterIdentifier: { system: URI_SYSTEM, value: `urn:oid:${document.uniqueId}` },
    status: STATUS[document.status],
    type: {
      coding: [
        {
          system: isLoinc ? LOINC_SYSTEM : TRE_A05_SYSTEM,
          code: type?.typeCode,
          display: type?.label,
        },
      ],
    },
    category: [{ coding: [{ system: CLASS_SYSTEM, code: String(type?.classCode ?? '') }] }],
    subject: {
      identifier: {
        system: 'urn:mes-flow:pseudonym',
        value: Buffer.from(document.patient).toString('hex'),
      },
    },
    date: new Date(document.documentAtMs).toISOString(),
    author: [
      { identifier: { system: `urn:oid:${PS_ID_NAT_OID}`, value: document.author } },
      { identifier: { system: `urn:oid:${STRUCT_ID_NAT_OID}`, value: document.site } },
      {
        identifier: { system: SOLUTION_SYSTEM, value: SOLUTIONS[document.solution]?.code ?? '' },
      },
    ],
    ...(document.replaces !== null && {
      relatesTo: [
        {
          code: 'replaces',
          target: {
            reference: `DocumentReference/${document.replaces}`,
            identifier: { system: URI_SYSTEM, value: `urn:oid:${document.replaces}` },
          },
        },
      ],
    }),
    securityLabel: document.confidentiality.map((code) => ({
      coding: [
        { system: visibilityLabels.has(code) ? VISIBILITY_SYSTEM : CONFIDENTIALITY_SYSTEM, code },
      ],
    })),
    content: [
      {
        attachment: {
          language: 'fr-FR',
          size: document.sizeBytes,
          hash: Buffer.from(document.hash).toString('base64'),
        },
        format: { code: formatOfSymbol.get(document.formatSymbol)?.code },
      },
    ],
    context: {
      facilityType: { coding: [{ code: document.facilityType }] },
      practiceSetting: { coding: [{ code: document.practiceSetting }] },
    },
  };
}
