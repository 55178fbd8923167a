/** Systems of identifiers and codes that the FHIR interface reads and writes. */

/** Code of the catalogue's solution that deposits: the identifier of a Device among the authors. */
export const SOLUTION_SYSTEM = 'urn:mes-flow:solution';
export const CONFIDENTIALITY_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
/** Visibility of the DMP (TRE_A07). */
export const VISIBILITY_SYSTEM =
  'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument';
export const LOINC_SYSTEM = 'http://loinc.org';
export const TRE_A05_SYSTEM =
  'https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire';
export const CLASS_SYSTEM =
  'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument';
export const URI_SYSTEM = 'urn:ietf:rfc:3986';
/** Extension of PDSm: the document is archived. */
export const IS_ARCHIVED_EXTENSION =
  'http://esante.gouv.fr/cisis/fhir/StructureDefinition/PDSm_isArchived';
/** Codes of IHE ITI TF-3, in the details of an OperationOutcome. */
export const IHE_CODE_SYSTEM = 'urn:ihe:iti:xds:errorCodes';
export const SUBMISSION_SET_CODE = 'submissionset';
