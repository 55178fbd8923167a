import { masked } from '#libs/identifiers';
import type { IntakeLane } from '#libs/intake';
import { MailRefusedError, type Mailbox } from '#libs/mssante';
import { readPatients } from '#libs/store';
import type { Pool } from 'pg';
import type { MssanteAnswer, MssanteCommand } from './book/commands.js';
import { MAILS_READ_AT_ONCE_MAX } from './limits.js';
import { commandOfMail, type Delivery } from './mail/command-of-mail.js';
import { Turns } from './turns.js';

/** The text after 250: the same for a mail that was settled now and for one settled before. */
const ACCEPTED_TEXT = '2.6.0 accepted';
const NOTICE_TEXT = '2.6.0 noted: only a receipt "processed" or an error counts';

/** Reading a mail takes memory and a processor: the same few turns for all connections. */
const reading = new Turns(MAILS_READ_AT_ONCE_MAX);

/**
 * Takes a mail to its end: read, checked, settled. It resolves when the events are in Kafka.
 *
 * @returns the text of the reply 250
 * @throws MailRefusedError, IntakeBusyError, IntakeUnavailableError
 */
export async function deliverTo(
  lane: Pick<IntakeLane<MssanteCommand, MssanteAnswer>, 'submit'>,
  delivery: Delivery,
): Promise<string> {
  const command = await reading.take(() => commandOfMail(delivery));
  if (command.kind === 'notice') return NOTICE_TEXT;
  const answer = await lane.submit(command);
  if (answer.outcome === 'refused') throw new MailRefusedError(answer.refusal, answer.came);
  return ACCEPTED_TEXT;
}

/**
 * Whether a mailbox exists: a professional's always does in the test domain, a citizen's while the
 * person is known and the profile is open. Activation is no condition.
 *
 * @throws MailRefusedError mailbox-unknown
 */
export async function assertMailboxIn(pool: Pool, mailbox: Mailbox): Promise<void> {
  if (mailbox.kind === 'professional') return;
  const { text } = mailbox.matricule;
  const status = (await readPatients(pool, [text])).get(text)?.profileStatus;
  if (status === 'active') return;
  const came = status === undefined ? 'nobody known' : `a profile that is ${status}`;
  throw new MailRefusedError('mailbox-unknown', `${came} behind ${masked(text)}`);
}
