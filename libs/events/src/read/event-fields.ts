/** Value of `type` for an event without a document type; equals NO_DOCUMENT_TYPE of `#libs/indicators`. */
export const NO_TYPE = 63;
/** Value of the other fields that the event's record does not have. */
export const ABSENT = -1;

/** What an event says: the fields of an `EventView`, which its readers fill. */
export class EventFields {
  /** One of SCHEMA_ID. */
  schemaId = 0;
  /** Where the source's text starts in the buffer that was read. */
  sourceStart = 0;
  sourceEnd = 0;
  /**
   * The same number for two events of one view means that their sources are equal; another number
   * means nothing. Spares the comparison of texts in a run of events from one source.
   */
  sourceRun = 0;
  sequence = 0;
  /** Milliseconds since 1970 in UTC. */
  occurredAtMs = 0;
  /** Milliseconds since 1970 in UTC; in Europe/Paris it chooses the month. Always within the calendar of `#libs/reference`. */
  registeredAtMs = 0;
  actId = 0;
  /**
   * First and last four bytes of the patient's pseudonym, as signed 32-bit numbers: those the engine
   * keeps in the object itself, while larger ones cost a place of their own at every event.
   */
  patientHigh = 0;
  patientLow = 0;
  /** Index in DEPARTMENTS. */
  department = 0;
  /** Index in INS_OID_SYMBOLS. */
  insOid = 0;
  /** Where the author's PSIdNat starts. */
  authorStart = 0;
  authorEnd = 0;
  /** Where the site's StructIdNat starts. */
  siteStart = 0;
  siteEnd = 0;
  /** Index in COULOIR_SYMBOLS. */
  couloir = 0;
  /** Index in SOLUTIONS. */
  solution = 0;
  /** Index in DOCUMENT_TYPES, or NO_TYPE. */
  type = NO_TYPE;
  classCode = ABSENT;
  /** Index in FORMAT_CODES. */
  format = ABSENT;
  /** Index of what the record varies by: visibility, refusal reason, message kind, dispensation scope or closing reason. */
  kind = ABSENT;
  /** Index in MAILBOX_SYMBOLS. */
  mailbox = ABSENT;
  /** Index in DISPOSITION_SYMBOLS. */
  disposition = ABSENT;
  errorCode = ABSENT;
  sizeBytes = ABSENT;
  /** Prescribed or dispensed lines. */
  lines = ABSENT;
  /** Sequence of the document, message or prescription that the event follows up. */
  relatedSequence = ABSENT;
  /** Where the text of the followed-up prescription's source starts, or ABSENT when it is the event's own. */
  relatedSourceStart = ABSENT;
  relatedSourceEnd = ABSENT;

  #tailSchemaId = 0;

  /** Makes the fields after the head those of a record: what it does not have is absent. */
  clearTail(schemaId: number): void {
    this.type = NO_TYPE;
    this.classCode = ABSENT;
    this.format = ABSENT;
    this.kind = ABSENT;
    this.mailbox = ABSENT;
    this.disposition = ABSENT;
    this.errorCode = ABSENT;
    this.sizeBytes = ABSENT;
    this.lines = ABSENT;
    this.relatedSequence = ABSENT;
    this.relatedSourceStart = ABSENT;
    this.relatedSourceEnd = ABSENT;
    this.#tailSchemaId = schemaId;
  }

  /** The same for a reader that writes every field of the tail: nothing to do after a record of the same kind. */
  turnTailTo(schemaId: number): void {
    if (schemaId !== this.#tailSchemaId) this.clearTail(schemaId);
  }
}
