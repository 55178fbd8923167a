/** An error that a receiving software answers with. */
export interface ReceiptError {
  readonly code: number;
  /** Label of the table, shortened. */
  readonly label: string;
}

/**
 * Business errors of the integration of a document. Source: HL7-MSS, error-codes (table
 * messageErrorCondition as extended for MSSanté).
 */
export const RECEIPT_ERRORS = {
  wrongVersion: { code: 900, label: 'Version du document incorrecte' },
  authorNotAuthorised: { code: 901, label: 'Auteur non autorisé à remplacer le document' },
  unknownPatient: { code: 902, label: 'Identifiant patient inconnu' },
  insAbsent: { code: 903, label: 'INS non présent dans le document' },
  insMismatch: { code: 904, label: 'INS transmis différent de celui du destinataire' },
  insIncomplete: { code: 905, label: 'INS transmis incomplet' },
  other: { code: 906, label: 'Autre erreur' },
} as const satisfies Readonly<Record<string, ReceiptError>>;

/** Technical errors of HL7 v2.5 table 0357, which a receiver may send back as well. */
const HL7_CODES = [100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207];

const KNOWN_CODES: ReadonlySet<number> = new Set([
  ...Object.values(RECEIPT_ERRORS).map(({ code }) => code),
  ...HL7_CODES,
]);

/** Whether a receipt may carry this error code. */
export function isReceiptErrorCode(code: number): boolean {
  return KNOWN_CODES.has(code);
}

/** The label of a code; that of 906 for a technical one. */
export function labelOfReceiptError(code: number): string {
  const known = Object.values(RECEIPT_ERRORS).find((error) => error.code === code);
  return (known ?? RECEIPT_ERRORS.other).label;
}
