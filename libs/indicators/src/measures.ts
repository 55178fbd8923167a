/** What one event adds one to. The index is stored in the database and on the wire of the truth: never reorder, only append. */
export interface Measure {
  readonly index: number;
  readonly code: MeasureCode;
  /** The channel the events come from. Channels are never added up. */
  readonly channel: 'dmp' | 'mssante' | 'eprescription';
  /** Whether the measure counts documents newly accepted by the DMP, the only thing called "documents". */
  readonly isVolume: boolean;
  readonly label: string;
  readonly definition: string;
}

export type MeasureCode =
  | 'documents_deposited'
  | 'documents_replaced'
  | 'documents_visibility_changed'
  | 'documents_deleted'
  | 'deposits_refused'
  | 'messages_professional'
  | 'messages_citizen'
  | 'message_receipts'
  | 'prescriptions_issued'
  | 'prescriptions_dispensed'
  | 'prescriptions_closed';

/** Index of each measure: stored, so a published value never changes its meaning. */
export const MEASURE = {
  documentsDeposited: 0,
  documentsReplaced: 1,
  documentsVisibilityChanged: 2,
  documentsDeleted: 3,
  depositsRefused: 4,
  messagesProfessional: 5,
  messagesCitizen: 6,
  messageReceipts: 7,
  prescriptionsIssued: 8,
  prescriptionsDispensed: 9,
  prescriptionsClosed: 10,
} as const;

export const MEASURES: readonly Measure[] = [
  {
    index: MEASURE.documentsDeposited,
    code: 'documents_deposited',
    channel: 'dmp',
    isVolume: true,
    label: 'Documents deposited',
    definition:
      'Distinct documents newly accepted by the DMP from professionals. Replacements, visibility changes, deletions and redeliveries never add to it.',
  },
  {
    index: MEASURE.documentsReplaced,
    code: 'documents_replaced',
    channel: 'dmp',
    isVolume: false,
    label: 'Documents replaced',
    definition: 'Replacements (association RPLC) of a document that is already counted.',
  },
  {
    index: MEASURE.documentsVisibilityChanged,
    code: 'documents_visibility_changed',
    channel: 'dmp',
    isVolume: false,
    label: 'Visibility changes',
    definition: 'Masking and visibility changes of a document that is already counted.',
  },
  {
    index: MEASURE.documentsDeleted,
    code: 'documents_deleted',
    channel: 'dmp',
    isVolume: false,
    label: 'Documents deleted',
    definition: 'Deletions of a document that is already counted; the volume keeps the document.',
  },
  {
    index: MEASURE.depositsRefused,
    code: 'deposits_refused',
    channel: 'dmp',
    isVolume: false,
    label: 'Deposits refused',
    definition: 'Deposit attempts that a gate refused: identity, DMP status or registry.',
  },
  {
    index: MEASURE.messagesProfessional,
    code: 'messages_professional',
    channel: 'mssante',
    isVolume: false,
    label: 'Messages to professionals',
    definition: 'MSSanté messages sent by a professional to a professional.',
  },
  {
    index: MEASURE.messagesCitizen,
    code: 'messages_citizen',
    channel: 'mssante',
    isVolume: false,
    label: 'Messages to citizens',
    definition: 'MSSanté messages sent by a professional to a patient’s Mon espace santé mailbox.',
  },
  {
    index: MEASURE.messageReceipts,
    code: 'message_receipts',
    channel: 'mssante',
    isVolume: false,
    label: 'Message receipts',
    definition: 'Integration receipts (MDN or error mail) of MSSanté messages.',
  },
  {
    index: MEASURE.prescriptionsIssued,
    code: 'prescriptions_issued',
    channel: 'eprescription',
    isVolume: false,
    label: 'Prescriptions issued',
    definition: 'Electronic prescriptions created in the national base.',
  },
  {
    index: MEASURE.prescriptionsDispensed,
    code: 'prescriptions_dispensed',
    channel: 'eprescription',
    isVolume: false,
    label: 'Prescriptions dispensed',
    definition: 'Dispensing acts, whole or partial, recorded in the national base by a pharmacy.',
  },
  {
    index: MEASURE.prescriptionsClosed,
    code: 'prescriptions_closed',
    channel: 'eprescription',
    isVolume: false,
    label: 'Prescriptions closed',
    definition: 'Prescriptions closed because dispensed, cancelled or expired.',
  },
];
