/** Symbols of the format codes, as the event schemas spell them. */
export type FormatSymbol = (typeof TABLE)[number][0];

/** A format of the DMP (formatCode): what a reader must know to open the document. */
export interface FormatCode {
  /** Dense from 0. On the wire: never reorder, only append. */
  readonly index: number;
  readonly symbol: FormatSymbol;
  readonly code: string;
  readonly label: string;
}

/** Source: ANS, JDV_J60 FormatCode DMP (OID 1.2.250.1.213.1.1.5.8). Labels shortened. */
const TABLE = [
  ['PDF', 'urn:ihe:iti:xds-sd:pdf:2008', 'Unstructured body, PDF/A-1'],
  ['TEXT', 'urn:ihe:iti:xds-sd:text:2008', 'Unstructured body, plain text'],
  ['BIOLOGY_REPORT', 'urn:ihe:lab:xd-lab:2008', 'Structured biology report'],
  [
    'IMAGING_REPORT',
    'urn:ihe:rad:CDA:ImagingReportStructuredHeadings:2013',
    'Structured imaging report',
  ],
  ['PRESCRIPTION', 'urn:ihe:pharm:pre:2010', 'Structured prescription of medicines'],
  ['DISPENSATION', 'urn:ihe:pharm:dis:2010', 'Structured dispensation of medicines'],
  ['MEDICAL_SUMMARY_2012', 'urn:asip:ci-sis:vsm:2012', 'Volet de synthèse médicale, 2012'],
  ['PATIENT_SUMMARY', 'urn:ihe:pcc:ips:2020', 'International patient summary'],
  ['DISCHARGE_LETTER', 'urn:asip:ci-sis:ldl-ses:2017', 'Lettre de liaison on leaving hospital'],
  ['ADMISSION_LETTER', 'urn:asip:ci-sis:ldl-ees:2017', 'Lettre de liaison on entering hospital'],
  ['EMERGENCY_LIAISON', 'urn:asip:ci-sis:dlu:2015', 'Document de liaison d’urgence'],
  ['VACCINATION_NOTE', 'urn:asip:ci-sis:vac-note:2021', 'Vaccination note'],
  ['VACCINATION_HISTORY', 'urn:asip:ci-sis:vac:2019', 'Vaccination history'],
  ['BIOLOGY_PRESCRIPTION', 'urn:ans:ci-sis:bio-ep-bio:2022', 'Prescription of biology'],
  ['IMAGING_REQUEST', 'urn:ans:ci-sis:img-da:2022', 'Request for imaging'],
  ['RAPID_TEST', 'urn:ans:ci-sis:trod:2024', 'Rapid diagnostic test'],
  ['PATHOLOGY_REPORT', 'urn:ihe:palm:apsr:2016', 'Structured pathology report'],
  ['PRE_ANAESTHESIA_REPORT', 'urn:asip:ci-sis:cr-cpa:2020', 'Pre-anaesthesia consultation'],
  ['ANAESTHESIA_REPORT', 'urn:asip:ci-sis:cr-anest:2020', 'Anaesthesia report'],
  ['TUMOUR_BOARD', 'urn:asip:ci-sis:frcp:2011', 'Fiche de réunion de concertation'],
  ['REIMBURSEMENT', 'urn:asip:ci-sis:hr:2019', 'Reimbursement data'],
  ['IMAGING_MANIFEST', '1.2.840.10008.5.1.4.1.1.88.59', 'DICOM key object selection'],
  ['OUTSIDE_PROFILES', 'urn:asipSante:modelesHorsProfils:2011', 'Outside the IHE profiles'],
] as const;

export const FORMAT_CODES: readonly FormatCode[] = TABLE.map(([symbol, code, label], index) => ({
  index,
  symbol,
  code,
  label,
}));

/** Index of a format by its symbol, for the tables of this folder. */
export function formatIndexOf(symbol: FormatSymbol): number {
  return TABLE.findIndex((row) => row[0] === symbol);
}
