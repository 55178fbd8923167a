import type { Mailbox, ProfessionalMailbox, RefusalName } from '#libs/mssante';
import type { Solution } from '#libs/reference';
import type { XdmDocument } from '../mail/read-xdm.js';

/** A document with the software that sent it: what makes a mail an event. */
export interface SentDocument extends XdmDocument {
  readonly solution: Solution;
}

/** A mail that was read, checked and understood; only stored state can still refuse it. */
export interface SendCommand {
  readonly kind: 'send';
  readonly messageId: string;
  readonly fingerprint: string;
  readonly sender: Mailbox;
  /** Of this transaction, each once. */
  readonly recipients: readonly Mailbox[];
  /** The Date header, milliseconds since 1970; null when there is none to trust. */
  readonly sentAtMs: number | null;
  readonly raw: Buffer;
  /** Null for a mail without a document, and for every mail of a patient. */
  readonly document: SentDocument | null;
  readonly isReceiptAsked: boolean;
  /** The professional ends the conversation with this mail. */
  readonly isClosing: boolean;
  /** Contradictions between the mail's headers and its content, by name. */
  readonly notes: readonly string[];
}

/** A receipt that a mailbox sends for itself, by SMTP. */
export interface ReceiptCommand {
  readonly kind: 'receipt';
  /** Message-ID of the mail that it is about. */
  readonly messageId: string;
  /** Whose receipt it is. */
  readonly recipient: ProfessionalMailbox;
  /** To whom it was sent. */
  readonly addressees: readonly string[];
  readonly form: 'mdn' | 'mail';
  readonly disposition: 'PROCESSED' | 'ERROR';
  /** 0 when processed. */
  readonly errorCode: number;
  readonly sentAtMs: number | null;
}

export type MssanteCommand = SendCommand | ReceiptCommand;

/** What the sender is told. */
export type MssanteAnswer =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'refused'; readonly refusal: RefusalName; readonly came: string };
