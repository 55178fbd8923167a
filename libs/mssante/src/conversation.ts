import type { Mailbox, ProfessionalMailbox } from './mailbox.js';
import type { RefusalName } from './refusals.js';

/** Where a conversation between a patient and a professional mailbox stands; `none` before the first message. */
export type ConversationStatus = 'none' | 'open' | 'closed';

/** What a message does to a conversation. */
export type ConversationStep =
  | { readonly isAllowed: true; readonly status: ConversationStatus }
  | { readonly isAllowed: false; readonly refusal: RefusalName };

/**
 * The message of a professional to a patient: always allowed; it opens the conversation, or opens it
 * again, or ends it.
 */
export function professionalWrites(isClosing: boolean): ConversationStep {
  return { isAllowed: true, status: isClosing ? 'closed' : 'open' };
}

/**
 * The message of a patient to a professional: an answer while the conversation is open. Only the
 * ORG mailbox of a pharmacy may be written to first, or again after it was closed.
 *
 * Source: referential of MSSanté clients as told by Lifen, esante-martinique and Le Moniteur des
 * pharmacies; starting again after a closing is our reading.
 */
export function citizenWrites(
  status: ConversationStatus,
  recipient: Pick<ProfessionalMailbox, 'mailbox' | 'isOfficine'>,
): ConversationStep {
  if (status === 'open' || (recipient.mailbox === 'ORG' && recipient.isOfficine)) {
    return { isAllowed: true, status: 'open' };
  }
  return {
    isAllowed: false,
    refusal: status === 'closed' ? 'conversation-closed' : 'conversation-not-started',
  };
}

/** Who talks with whom: null between professionals, where there is nothing to open or to close. */
export function conversationOf(
  sender: Mailbox,
  recipient: Mailbox,
): { readonly citizen: string; readonly professional: string } | null {
  if (sender.kind === recipient.kind) return null;
  const [citizen, professional] =
    sender.kind === 'citizen' ? [sender, recipient] : [recipient, sender];
  return { citizen: citizen.address, professional: professional.address };
}
