import { IntakeBusyError, IntakeUnavailableError } from '#libs/intake';
import { MailRefusedError, REFUSALS, replyTextOf } from '#libs/mssante';

/** An error as the SMTP library answers it. */
export interface SmtpReply extends Error {
  responseCode: number;
}

/**
 * The reply for an error: expected ones by their refusal, everything else as "not known, try again",
 * which a Message-ID makes safe.
 */
export function replyOf(error: unknown): SmtpReply {
  if (error instanceof MailRefusedError) {
    return reply(REFUSALS[error.refusal].code, error.message);
  }
  if (error instanceof IntakeBusyError) {
    return reply(REFUSALS.busy.code, replyTextOf('busy', 'more mails than can wait'));
  }
  const came = error instanceof IntakeUnavailableError ? 'no outcome' : 'an unexpected fault';
  return reply(REFUSALS.unavailable.code, replyTextOf('unavailable', came));
}

/** Whether an error is nobody's plan: it belongs in the log. */
export function isUnexpected(error: unknown): boolean {
  return !(
    error instanceof MailRefusedError ||
    error instanceof IntakeBusyError ||
    error instanceof IntakeUnavailableError
  );
}

function reply(responseCode: number, text: string): SmtpReply {
  return Object.assign(new Error(text), { responseCode });
}
