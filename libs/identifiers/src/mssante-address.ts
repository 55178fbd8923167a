import { IdentifierError, accepts, assertOrdinal, masked } from './identifier-error.js';
import { makeMatriculeIns, parseMatriculeIns, type MatriculeIns } from './ins.js';

/** Domain of the citizens' mailboxes in Mon espace santé. Source: ANS, CDA examples. */
const CITIZEN_DOMAIN = 'patient.mssante.fr';
const PROFESSIONAL_SUFFIX = '.mssante.fr';
/** Domain of the synthetic professional mailboxes; no operator of that name is known. */
const SYNTHETIC_DOMAIN = `simulation${PROFESSIONAL_SUFFIX}`;

/** Kinds of professional mailbox: a named person, a service, an application, a practice. On the wire: never reorder. */
export const MAILBOX_KINDS = ['PER', 'ORG', 'APP', 'CAB'] as const;
export type MailboxKind = (typeof MAILBOX_KINDS)[number];

/** The mailbox of a patient: its name is the matricule INS. */
export interface CitizenAddress {
  readonly kind: 'citizen';
  readonly text: string;
  readonly matricule: MatriculeIns;
}

/** The mailbox of a professional, a service, an application or a practice. */
export interface ProfessionalAddress {
  readonly kind: 'professional';
  readonly text: string;
  readonly local: string;
  readonly domain: string;
  /** The kind of mailbox, which only synthetic addresses show; else null: the directory knows it. */
  readonly mailbox: MailboxKind | null;
}

export type MssanteAddress = CitizenAddress | ProfessionalAddress;

/** A text that is not an address of MSSanté. */
export class MssanteAddressError extends IdentifierError {
  constructor(text: string, options?: { readonly cause: unknown }) {
    super('not an MSSanté address', {
      expected: `MATRICULE@${CITIZEN_DOMAIN} for a citizen, or NAME@OPERATOR${PROFESSIONAL_SUFFIX}`,
      came: masked(text),
      where: 'docs/glossary.md, MSSanté',
    });
    if (options !== undefined) this.cause = options.cause;
  }
}

const FORM =
  /^(?<local>[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?)@(?<domain>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+mssante\.fr)$/;

/**
 * Parses an MSSanté address. A citizen's carries a matricule whose key is checked.
 * Throws MssanteAddressError, with the cause.
 */
export function parseMssanteAddress(text: string): MssanteAddress {
  const { local, domain } = FORM.exec(text)?.groups ?? {};
  if (local === undefined || domain === undefined) throw new MssanteAddressError(text);
  if (domain === CITIZEN_DOMAIN)
    return { kind: 'citizen', text, matricule: matriculeOf(local, text) };
  return { kind: 'professional', text, local, domain, mailbox: mailboxOf(local, domain) };
}

/** Whether a text is an MSSanté address. */
export function isMssanteAddress(text: string): boolean {
  return accepts(parseMssanteAddress, text);
}

/** Address of the synthetic patient of an ordinal (see makeMatriculeIns). Throws OrdinalOutOfRangeError. */
export function makeCitizenAddress(ordinal: number): string {
  return `${makeMatriculeIns(ordinal)}@${CITIZEN_DOMAIN}`;
}

/** Address of a synthetic professional mailbox, ordinal 0 to 99,999,999. Throws OrdinalOutOfRangeError. */
export function makeProfessionalAddress(mailbox: MailboxKind, ordinal: number): string {
  assertOrdinal('MSSanté address', ordinal, 100_000_000);
  return `${mailbox.toLowerCase()}.${String(ordinal).padStart(8, '0')}@${SYNTHETIC_DOMAIN}`;
}

function matriculeOf(local: string, text: string): MatriculeIns {
  try {
    return parseMatriculeIns(local);
  } catch (cause) {
    throw new MssanteAddressError(text, { cause });
  }
}

function mailboxOf(local: string, domain: string): MailboxKind | null {
  if (domain !== SYNTHETIC_DOMAIN) return null;
  const prefix = local.split('.', 1)[0]?.toUpperCase();
  return MAILBOX_KINDS.find((kind) => kind === prefix) ?? null;
}
