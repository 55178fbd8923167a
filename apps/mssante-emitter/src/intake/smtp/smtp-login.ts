import { ProblemError, type ProtocolDoors, type Scope } from '#libs/edge';
import { SmtpReply } from './smtp-reply.js';

/** What sending a mail is, as a deposit over HTTP. */
const SCOPE: Scope = 'deposits:write';

/** Who logged in, with what must open the door again for each mail: keys are revoked and tokens expire. */
export interface SmtpUser {
  readonly credential: string;
}

/**
 * Logs in by AUTH PLAIN or LOGIN: the password is an API key or a token, the name is anything.
 *
 * @throws SmtpReply 535 for whom it does not open, 454 when that cannot be found out now (RFC 4954, 6)
 */
export async function logIn(
  doors: ProtocolDoors,
  password: string | null | undefined,
): Promise<SmtpUser> {
  const credential = password ?? '';
  await admitted(doors, credential, (text) => new SmtpReply(535, `5.7.8 ${text}`));
  return { credential };
}

/**
 * Whether who logged in may still send.
 *
 * @throws SmtpReply 530, or 454
 */
export async function assertStillAdmitted(
  doors: ProtocolDoors,
  { credential }: SmtpUser,
): Promise<void> {
  await admitted(doors, credential, (text) => new SmtpReply(530, `5.7.0 ${text}`));
}

async function admitted(
  doors: ProtocolDoors,
  credential: string,
  refused: (text: string) => SmtpReply,
): Promise<void> {
  try {
    await doors.admit(credential, SCOPE);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    switch (error.facts.status) {
      case 401:
        throw refused(
          'login: expected an API key or a token that counts, as the password; came another',
        );
      case 403:
        throw refused(`login: expected a key or token with the scope ${SCOPE}; came one without`);
      default:
        throw new SmtpReply(454, '4.7.0 login: cannot be checked now, try again');
    }
  }
}
