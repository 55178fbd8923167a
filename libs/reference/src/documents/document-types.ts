import { DOCUMENT_CLASSES, classOfType, type ClassCode } from './document-classes.js';
import { formatIndexOf, type FormatSymbol } from './format-codes.js';

/** LOINC. */
const LOINC_OID = '2.16.840.1.113883.6.1';
/** ANS, TRE_A05: document types that LOINC lacks. */
const TRE_A05_OID = '1.2.250.1.213.1.1.4.12';

/** A type of document (XDS typeCode). */
export interface DocumentType {
  /** Dense from 0, below 63. On the wire and stored: never reorder, only append. */
  readonly index: number;
  /** Name in the event schemas, such as `LOINC_11502_2` or `A05_PRESC_BIO`. */
  readonly symbol: string;
  readonly typeCode: string;
  readonly codeSystemOid: string;
  /** Official French label. */
  readonly label: string;
  /** XDS classCode, always `classOfType(typeCode)`. */
  readonly classCode: ClassCode;
  /** Index in FORMAT_CODES of the format this type is deposited in. */
  readonly formatCode: number;
  /** Whether professionals deposit it. Patients' own documents and CNAM's are outside the volumes. */
  readonly isProfessional: boolean;
}

/** A document type that the reference does not hold. */
export class UnknownDocumentTypeError extends Error {
  constructor(readonly typeCode: string) {
    super(
      `unknown document type: expected one of the ${DOCUMENT_TYPES.length} typeCodes of DOCUMENT_TYPES ` +
        `(such as 11502-2 or PRESC-BIO); came ${JSON.stringify(typeCode)}; see libs/reference`,
    );
    this.name = new.target.name;
  }
}

type Row = readonly [typeCode: string, label: string, format: FormatSymbol];

/** Deposited by the patient or fed by the CNAM: never in a professional volume. */
const NOT_PROFESSIONAL = /^(REMB|EXPPAT_\d|DOCPAT\d\d)$/;

/** The order is the index: append only. */
const ROWS: readonly Row[] = [
  ['11502-2', 'CR d’examens biologiques', 'BIOLOGY_REPORT'],
  ['18748-4', 'CR d’imagerie médicale', 'IMAGING_REPORT'],
  ['11490-0', 'Lettre de liaison à la sortie d’un établissement de soins', 'DISCHARGE_LETTER'],
  [
    '18761-7',
    'Note de transfert (dont lettre de liaison à l’entrée en établissement de soins)',
    'ADMISSION_LETTER',
  ],
  ['34112-3', 'CR hospitalier (séjour)', 'PDF'],
  ['34874-8', 'CR opératoire', 'PDF'],
  ['15507-7', 'CR de passage aux urgences', 'PDF'],
  ['11488-4', 'CR ou fiche de consultation ou de visite', 'PDF'],
  ['57833-6', 'Prescription de produits de santé', 'PRESCRIPTION'],
  ['57832-8', 'Prescription de soins', 'PDF'],
  ['57828-6', 'Prescription (autre)', 'PDF'],
  ['PRESC-BIO', 'Prescription d’actes de biologie médicale', 'BIOLOGY_PRESCRIPTION'],
  ['55115-0', 'Demande d’actes d’imagerie', 'IMAGING_REQUEST'],
  ['PRESC-KINE', 'Prescription d’actes de kinésithérapie', 'PDF'],
  ['PRESC-INF', 'Prescription d’actes infirmiers', 'PDF'],
  ['PRESC-PEDI', 'Prescription d’actes de pédicurie', 'PDF'],
  ['PRESC-ORTHOPHO', 'Prescription d’actes d’orthophonie', 'PDF'],
  ['PRESC-ORTHOPTIE', 'Prescription d’actes d’orthoptie', 'PDF'],
  ['PRESC-AAT', 'Avis d’arrêt de travail', 'PDF'],
  ['SYNTH', 'Synthèse', 'MEDICAL_SUMMARY_2012'],
  ['60591-5', 'Synthèse du dossier médical', 'PATIENT_SUMMARY'],
  ['96349-6', 'Lettre d’adressage', 'PDF'],
  ['CERT_DECL', 'Certificat, déclaration', 'PDF'],
  ['89601-9', 'Certificat médical', 'PDF'],
  ['60593-1', 'Dispensation médicamenteuse', 'DISPENSATION'],
  ['DISP_AUT', 'Dispensation (autre)', 'PDF'],
  ['56445-0', 'Bilan médicamenteux (Officine)', 'PDF'],
  ['61357-0', 'Intervention pharmaceutique', 'PDF'],
  ['78601-2', 'CR d’entretien pharmaceutique', 'PDF'],
  ['87273-9', 'Note de vaccination', 'VACCINATION_NOTE'],
  ['11369-6', 'Historique des vaccinations', 'VACCINATION_HISTORY'],
  ['96173-0', 'Attestation de dépistage', 'RAPID_TEST'],
  ['60568-3', 'CR d’anatomie et de cytologie pathologiques', 'PATHOLOGY_REPORT'],
  ['34749-2', 'CR de consultation pré-anesthésique', 'PRE_ANAESTHESIA_REPORT'],
  ['77436-4', 'CR d’anesthésie', 'ANAESTHESIA_REPORT'],
  ['34794-8', 'CR de réunion de concertation pluridisciplinaire', 'TUMOUR_BOARD'],
  ['34842-5', 'Grille d’évaluation médico-social', 'PDF'],
  ['80788-3', 'Projet personnalisé d’accompagnement', 'PDF'],
  ['18776-5', 'Plan personnalisé de soins', 'PDF'],
  ['74207-2', 'Dossier de liaison d’urgence', 'EMERGENCY_LIAISON'],
  ['83981-1', 'Lettre de liaison à la sortie d’une structure sociale ou médico-sociale', 'PDF'],
  ['88348-8', 'Lettre de liaison d’entrée en structure sociale ou médico-sociale', 'PDF'],
  // Wave 2 (DRIMbox): present, deposited by no wave-1 mix.
  ['IMG-KOS', 'Référence d’objets d’un examen d’imagerie', 'IMAGING_MANIFEST'],
  ['REMB', 'Données de remboursement', 'REIMBURSEMENT'],
  ['EXPPAT_1', 'Volontés et droits du patient', 'PDF'],
  ['EXPPAT_2', 'Autre document du patient', 'PDF'],
  ['EXPPAT_3', 'Directives anticipées', 'PDF'],
  ['DOCPAT01', 'Synthèse déposée par le patient', 'PDF'],
  ['DOCPAT02', 'Traitement ou document de soins déposé par le patient', 'PDF'],
  ['DOCPAT03', 'CR déposé par le patient', 'PDF'],
  ['DOCPAT04', 'Imagerie déposée par le patient', 'PDF'],
  ['DOCPAT05', 'CR de biologie déposé par le patient', 'PDF'],
  ['DOCPAT06', 'CR de prévention déposé par le patient', 'PDF'],
  ['DOCPAT07', 'Certificat déposé par le patient', 'PDF'],
  ['DOCPAT08', 'Profil médical Mon espace santé', 'PDF'],
  ['DOCPAT09', 'Document administratif déposé par le patient', 'PDF'],
];

/**
 * Document types of the DMP that the scenarios use.
 *
 * Source of codes and labels: ANS, JDV_J07 XdsTypeCode (OID 1.2.250.1.213.1.1.5.471); of the
 * classes: ANS, ASS_X16 20240223. The format beside each type is the CDA template's one where the
 * type has a template, else PDF (assumed).
 */
export const DOCUMENT_TYPES: readonly DocumentType[] = ROWS.map(documentType);

const byTypeCode: ReadonlyMap<string, DocumentType> = new Map(
  DOCUMENT_TYPES.map((type) => [type.typeCode, type]),
);

/** The document type of a typeCode. Throws UnknownDocumentTypeError. */
export function documentTypeOfCode(typeCode: string): DocumentType {
  const type = byTypeCode.get(typeCode);
  if (type === undefined) throw new UnknownDocumentTypeError(typeCode);
  return type;
}

/** French label of a classCode. */
export function labelOfClass(classCode: ClassCode): string {
  return DOCUMENT_CLASSES[classCode];
}

function documentType([typeCode, label, format]: Row, index: number): DocumentType {
  const isLoinc = /^\d+-\d$/.test(typeCode);
  return {
    index,
    symbol: `${isLoinc ? 'LOINC' : 'A05'}_${typeCode.replaceAll('-', '_')}`,
    typeCode,
    codeSystemOid: isLoinc ? LOINC_OID : TRE_A05_OID,
    label,
    classCode: classOfType(typeCode),
    formatCode: formatIndexOf(format),
    isProfessional: !NOT_PROFESSIONAL.test(typeCode),
  };
}
