import {
  IdentifierError,
  masked,
  parseMssanteAddress,
  type MailboxKind,
  type MatriculeIns,
} from '#libs/identifiers';
import { MailRefusedError } from './refusals.js';

/** Domain of the professional mailboxes that this simulator holds. */
export const PROFESSIONAL_DOMAIN = 'simulation.mssante.fr';
/** Domain of the citizens' mailboxes. */
export const CITIZEN_DOMAIN = 'patient.mssante.fr';

/** The mailbox of a patient in Mon espace santé. */
export interface CitizenMailbox {
  readonly kind: 'citizen';
  /** Lower-case domain, as it is stored. */
  readonly address: string;
  readonly matricule: MatriculeIns;
}

/** A mailbox of the test domain. Its properties are in its name, openly fictitious: a directory knows them in the field. */
export interface ProfessionalMailbox {
  readonly kind: 'professional';
  readonly address: string;
  readonly mailbox: MailboxKind;
  /** Label `officine` in the name: a pharmacy. */
  readonly isOfficine: boolean;
  /** False when the last label is `manual`: somebody else answers for it, by SMTP. */
  readonly answersByItself: boolean;
}

export type Mailbox = CitizenMailbox | ProfessionalMailbox;

/** Longest address that is looked at, characters (RFC 5321). */
const ADDRESS_CHARACTERS_MAX = 254;

/**
 * The mailbox of an address. A domain other than the two of the simulator is refused: nothing is
 * ever relayed.
 *
 * @throws MailRefusedError relay-denied, bad-address or mailbox-unknown
 */
export function parseMailbox(text: string): Mailbox {
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1).toLowerCase();
  if (at < 1 || text.length > ADDRESS_CHARACTERS_MAX) {
    throw new MailRefusedError('bad-address', shown(text));
  }
  if (domain !== PROFESSIONAL_DOMAIN && domain !== CITIZEN_DOMAIN) {
    throw new MailRefusedError('relay-denied', `domain ${JSON.stringify(domain.slice(0, 80))}`);
  }
  const local = text.slice(0, at);
  // Corsican matricules have a letter; local parts of professionals are compared in lower case.
  const address = `${domain === CITIZEN_DOMAIN ? local.toUpperCase() : local.toLowerCase()}@${domain}`;
  return mailboxOf(address, text);
}

function mailboxOf(address: string, given: string): Mailbox {
  try {
    const parsed = parseMssanteAddress(address);
    if (parsed.kind === 'citizen') return { kind: 'citizen', address, matricule: parsed.matricule };
    if (parsed.mailbox === null) {
      throw new MailRefusedError(
        'mailbox-unknown',
        `${shown(given)}, whose name does not start with per., org., app. or cab.`,
      );
    }
    const labels = parsed.local.split('.');
    return {
      kind: 'professional',
      address,
      mailbox: parsed.mailbox,
      isOfficine: labels.includes('officine'),
      answersByItself: labels.at(-1) !== 'manual',
    };
  } catch (cause) {
    if (!(cause instanceof IdentifierError)) throw cause;
    throw new MailRefusedError('bad-address', shown(given), { cause });
  }
}

/** An address for an error: a citizen's is an identifier and is shortened. */
function shown(address: string): string {
  return masked(address);
}
