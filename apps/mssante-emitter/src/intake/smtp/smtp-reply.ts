import { IntakeBusyError, IntakeUnavailableError } from '#libs/intake';
import { MailRefusedError, REFUSALS, replyTextOf } from '#libs/mssante';

/** An error as the SMTP library answers it. */
export class SmtpReply extends Error {
  /** @param text behind the code, with the enhanced status code */
  constructor(
    readonly responseCode: number,
    text: string,
  ) {
    super(text);
  }
}

/**
 * The reply for an error: expected ones by their refusal, everything else as "not known, try again",
 * which a Message-ID makes safe.
 */
export function replyOf(error: unknown): SmtpReply {
  if (error instanceof SmtpReply) return error;
  if (error instanceof MailRefusedError) {
    return new SmtpReply(REFUSALS[error.refusal].code, error.message);
  }
  if (error instanceof IntakeBusyError) {
    return new SmtpReply(REFUSALS.busy.code, replyTextOf('busy', 'more mails than can wait'));
  }
  const came = error instanceof IntakeUnavailableError ? 'no outcome' : 'an unexpected fault';
  return new SmtpReply(REFUSALS.unavailable.code, replyTextOf('unavailable', came));
}

/** Whether an error is nobody's plan: it belongs in the log. */
export function isUnexpected(error: unknown): boolean {
  return !(
    error instanceof SmtpReply ||
    error instanceof MailRefusedError ||
    error instanceof IntakeBusyError ||
    error instanceof IntakeUnavailableError
  );
}
