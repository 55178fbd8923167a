/**
 * Value sets of the metadata of a document beside type, class and format.
 * Source: ANS, jeux de valeurs JDV_J02, JDV_J04 and JDV_J08 (2025-02-19).
 */

/** XDS healthcareFacilityTypeCode (J02, TRE_R02, OID 1.2.250.1.71.4.2.4): where the care took place. */
export const FACILITY_TYPES: ReadonlyMap<string, string> = new Map([
  ['SA01', 'Établissement public de santé'],
  ['SA03', 'Établissement privé PSPH'],
  ['SA04', 'Établissement privé non PSPH'],
  ['SA05', 'Centre de santé'],
  ['SA07', 'Cabinet individuel'],
  ['SA08', 'Cabinet de groupe'],
  ['SA09', 'Exercice en société'],
  ['SA16', 'Établissement pour personnes handicapées'],
  ['SA17', 'Établissement pour personnes âgées'],
  ['SA25', 'Laboratoire de biologie médicale'],
  ['SA29', 'Laboratoire d’analyses'],
  ['SA33', 'Pharmacie d’officine'],
  ['SA36', 'Centre anti-cancer'],
  ['SA41', 'Autre établissement médico-social'],
  ['SA52', 'Maison de santé'],
  ['SA64', 'Société de téléconsultation'],
]);

/** XDS practiceSettingCode (J04): the setting of the act. */
export const PRACTICE_SETTINGS: ReadonlySet<string> = new Set([
  'AMBULATOIRE',
  'ETABLISSEMENT',
  'ESSMS',
  'HAD',
  'SAD',
  'MAD',
  'PALLIATIF',
  'DEPISTAGE',
  'SAMU_SMUR',
  'AMO',
  'EXP_PATIENT',
  'SNR',
]);

/** Who a document is hidden from, among the confidentiality codes (OID 1.2.250.1.213.1.1.4.13). */
export const VISIBILITY_LABELS = [
  'INVISIBLE_PATIENT',
  'INVISIBLE_REPRESENTANTS_LEGAUX',
  'MASQUE_PS',
] as const;

export type VisibilityLabel = (typeof VISIBILITY_LABELS)[number];

/** XDS confidentialityCode (J08): one of the first three, and whom the document is hidden from. */
export const CONFIDENTIALITY_CODES: readonly string[] = ['N', 'R', 'V', ...VISIBILITY_LABELS];

/** Confidentiality codes that a document has at most. */
export const CONFIDENTIALITY_CODES_MAX = 4;

/** Language of every document of the field (structuration minimale). */
export const DOCUMENT_LANGUAGE = 'fr-FR';
