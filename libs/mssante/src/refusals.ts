/** Why the intake does not take a mail, a recipient or a sender. */
export interface Refusal {
  /** SMTP reply code (RFC 5321): 5xx for good, 4xx to come back. */
  readonly code: number;
  /** Enhanced status code (RFC 3463). */
  readonly status: string;
  /** What was expected. What came is said beside it, case by case. */
  readonly expected: string;
}

/** Every refusal, by its stable name. */
export const REFUSALS = {
  'relay-denied': {
    code: 550,
    status: '5.7.1',
    expected: 'a mailbox of simulation.mssante.fr or patient.mssante.fr: this server never relays',
  },
  'bad-address': {
    code: 553,
    status: '5.1.3',
    expected: 'an address NAME@simulation.mssante.fr or MATRICULE@patient.mssante.fr',
  },
  'mailbox-unknown': { code: 550, status: '5.1.1', expected: 'a mailbox that exists' },
  'too-many-recipients': { code: 452, status: '4.5.3', expected: 'fewer recipients a mail' },
  'sender-mismatch': {
    code: 550,
    status: '5.7.1',
    expected: 'one From address, the same as the envelope’s sender',
  },
  'empty-sender': {
    code: 550,
    status: '5.7.1',
    expected: 'a sender; an empty one is for receipts only',
  },
  'message-too-big': { code: 552, status: '5.3.4', expected: 'a smaller message' },
  'unreadable-mail': { code: 554, status: '5.6.0', expected: 'a mail as RFC 5322 has it' },
  'message-id-missing': {
    code: 554,
    status: '5.6.0',
    expected: 'one Message-ID, <LOCAL@DOMAIN> in printable ASCII',
  },
  'message-id-reused': {
    code: 554,
    status: '5.6.0',
    expected: 'a Message-ID that no other content has used',
  },
  'citizen-to-citizen': {
    code: 550,
    status: '5.7.1',
    expected: 'a professional recipient: patients write to professionals only',
  },
  'conversation-not-started': {
    code: 550,
    status: '5.7.1',
    expected: 'a conversation that the professional started',
  },
  'conversation-closed': {
    code: 550,
    status: '5.7.1',
    expected: 'a conversation that the professional has not closed',
  },
  'subject-without-document': {
    code: 554,
    status: '5.6.0',
    expected: 'an attachment IHE_XDM.zip, as the subject XDM/1.0/DDM announces',
  },
  'document-without-subject': {
    code: 554,
    status: '5.6.0',
    expected: 'a subject XDM/1.0/DDM+LABEL NAME GIVEN-NAME BIRTH-DATE beside an IHE_XDM.zip',
  },
  'bad-archive': {
    code: 554,
    status: '5.6.0',
    expected: 'one IHE_XDM.zip with INDEX.HTM, IHE_XDM/SUBSET01/METADATA.XML and one document',
  },
  'bad-metadata': {
    code: 554,
    status: '5.6.0',
    expected: 'a METADATA.XML with one complete ExtrinsicObject',
  },
  'bad-document': { code: 554, status: '5.6.0', expected: 'a CDA document with a complete header' },
  'document-mismatch': {
    code: 554,
    status: '5.6.0',
    expected: 'metadata that agree with the document',
  },
  'unknown-document-type': {
    code: 554,
    status: '5.6.0',
    expected: 'a typeCode of the DMP (JDV_J07)',
  },
  'real-identity': {
    code: 550,
    status: '5.7.1',
    expected: 'synthetic people only: INS OID 1.2.250.1.213.1.4.10 or .11',
  },
  'bad-usage-header': { code: 554, status: '5.6.0', expected: 'a well-formed usage header' },
  'unknown-software': {
    code: 550,
    status: '5.7.1',
    expected: 'X-MSS-NIL with a licence number of the catalogue, SIM-LGC-01 for example',
  },
  'bad-receipt': { code: 554, status: '5.6.0', expected: 'a receipt as RFC 8098 has it' },
  'receipt-of-unknown': {
    code: 550,
    status: '5.6.0',
    expected: 'a receipt of a message with a document that was sent here',
  },
  'receipt-of-another': {
    code: 550,
    status: '5.7.1',
    expected: 'a receipt from a recipient of the message to its sender',
  },
  'receipt-contradiction': {
    code: 554,
    status: '5.6.0',
    expected: 'the receipt that this mailbox has given before',
  },
  busy: { code: 451, status: '4.3.2', expected: 'less at once: try again' },
  'out-of-memory': { code: 452, status: '4.3.1', expected: 'less at once: try again' },
  unavailable: {
    code: 451,
    status: '4.3.0',
    expected: 'the outcome is not known: try again, nothing is counted twice',
  },
  'too-slow': { code: 421, status: '4.4.2', expected: 'the whole message in time: try again' },
} as const satisfies Readonly<Record<string, Refusal>>;

export type RefusalName = keyof typeof REFUSALS;

/** A mail that is not taken: an expected outcome, answered to the sender. */
export class MailRefusedError extends Error {
  /**
   * @param came what came instead, and where; one line, never a whole identifier
   */
  constructor(
    readonly refusal: RefusalName,
    readonly came: string,
    options?: ErrorOptions,
  ) {
    super(replyTextOf(refusal, came), options);
    this.name = new.target.name;
  }
}

/** Longest text of a reply, characters; RFC 5321 allows 512 bytes for the line. */
const REPLY_CHARACTERS_MAX = 400;

/** The text of an SMTP reply: enhanced status code, name, what was expected, what came. ASCII, one line. */
export function replyTextOf(refusal: RefusalName, came: string): string {
  const { status, expected } = REFUSALS[refusal];
  const text = `${status} ${refusal}: expected ${expected}; came ${came}`;
  return asciiLine(text).slice(0, REPLY_CHARACTERS_MAX);
}

/** SMTP replies are ASCII: accents lose their marks, everything else becomes a question mark. */
function asciiLine(text: string): string {
  return text
    .replaceAll('’', "'")
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]+/g, '?');
}
