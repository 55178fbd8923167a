/** What a subject says beside its text. */
export interface MailSubject {
  /** `XDM/1.0/DDM+…`: a document travels with the mail. */
  readonly announcesDocument: boolean;
  /** Code of `[KO Intégration système !][CODE]`: the mail is an error receipt; else null. */
  readonly errorCode: number | null;
  /** `[FIN]` at its start: the professional ends the conversation (assumed form). */
  readonly isClosing: boolean;
}

/** Longest subject, characters after decoding; RFC 5322 allows 998 bytes for a line. */
export const SUBJECT_CHARACTERS_MAX = 500;

const DOCUMENT = /^XDM\/1\.0\/DDM\+\S/;
/** Both wordings are in the published texts (HL7-MSS, struct-msg-mdn and struct-email-standard). */
const ERROR =
  /^\[(?:KO Int[ée]gration syst[èe]me ?!|Erreur d[’']int[ée]gration ?!)\] ?\[(\d{1,5})\] ?/i;
const CLOSING = /^\[FIN\] ?/i;

/** Reads a subject; anything is a subject, most say nothing. */
export function parseSubject(text: string): MailSubject {
  const subject = text.trim().normalize('NFC');
  const error = ERROR.exec(subject);
  const isClosing = CLOSING.test(subject);
  return {
    announcesDocument: error === null && DOCUMENT.test(subject.replace(CLOSING, '')),
    errorCode: error === null ? null : Number(error[1]),
    isClosing,
  };
}

/** Subject of an error receipt. */
export function errorSubjectOf(errorCode: number, subject: string): string {
  return `[KO Intégration système !][${errorCode}] ${subject.trim()}`;
}
