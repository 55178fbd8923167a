export { checkCoherence, type MeasuredDocument } from './coherence.js';
export {
  citizenWrites,
  conversationOf,
  professionalWrites,
  type ConversationStatus,
  type ConversationStep,
} from './conversation.js';
export type { CdaHeader, DocumentEntry, DocumentIdentifier, DocumentTraits } from './document.js';
export { insOfDocument } from './identity.js';
export {
  CITIZEN_DOMAIN,
  PROFESSIONAL_DOMAIN,
  parseMailbox,
  type CitizenMailbox,
  type Mailbox,
  type ProfessionalMailbox,
} from './mailbox.js';
export { actIdOfDocument, strangerDepartment, strangerPseudonym } from './message-facts.js';
export {
  RECEIPT_ERRORS,
  isReceiptErrorCode,
  labelOfReceiptError,
  type ReceiptError,
} from './receipt-errors.js';
export { receive, type Arrival, type HeldDocument, type ReceiptFault } from './receive.js';
export {
  MailRefusedError,
  REFUSALS,
  replyTextOf,
  type Refusal,
  type RefusalName,
} from './refusals.js';
export {
  SUBJECT_CHARACTERS_MAX,
  errorSubjectOf,
  parseSubject,
  type MailSubject,
} from './subject.js';
export {
  licenceNumberOf,
  parseUsageHeaders,
  usageContradictions,
  type RawUsageHeaders,
  type UsageHeaders,
} from './usage-headers.js';
