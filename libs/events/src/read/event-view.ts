import { DOCUMENT_TYPES, FORMAT_CODES, SOLUTIONS } from '#libs/reference';
import {
  IDENTIFIER_BYTES_MAX,
  OCCURRED_AT_MS_MAX,
  OCCURRED_AT_MS_MIN,
  OPTIONAL_TEXT_BYTES_MAX,
  REGISTERED_AT_MS_MAX,
  REGISTERED_AT_MS_MIN,
  SOURCE_BYTES_MAX,
} from '../limits.js';
import { MAGIC_BYTE, SCHEMA_ID } from '../schema-ids.js';
import {
  CLOSING_REASON_SYMBOLS,
  COULOIR_SYMBOLS,
  DISPENSATION_SCOPE_SYMBOLS,
  DISPOSITION_SYMBOLS,
  INS_OID_SYMBOLS,
  MAILBOX_SYMBOLS,
  MESSAGE_KIND_SYMBOLS,
  REFUSAL_REASON_SYMBOLS,
  VISIBILITY_SYMBOLS,
} from '../symbols.js';
import { ByteCursor } from './byte-cursor.js';
import { departmentOfBytes } from './department-bytes.js';
import { EventFields } from './event-fields.js';
import { UsualReader } from './usual-reader.js';

export { ABSENT, NO_TYPE } from './event-fields.js';

const SHA1_BYTES = 20;
// Lengths are taken once: the hot path asks for them in every event.
const TYPES = DOCUMENT_TYPES.length;
const FORMATS = FORMAT_CODES.length;
const CATALOGUE = SOLUTIONS.length;
const INS_OIDS = INS_OID_SYMBOLS.length;
const COULOIRS = COULOIR_SYMBOLS.length;

/**
 * An event read in place. One object, read into again and again; nothing is allocated unless the
 * bytes are malformed. Texts stay in the buffer that was read, as positions. After an error the
 * fields mean nothing.
 */
export class EventView extends EventFields {
  readonly #cursor = new ByteCursor();
  readonly #usual = new UsualReader();

  /**
   * Reads one framed event.
   *
   * @param b the buffer; it must stay unchanged as long as the positions are used
   * @param start position of the magic byte
   * @param end position after the last byte of the value
   * @throws MalformedEventError when the bytes are not exactly one valid event
   */
  read(b: Uint8Array, start: number, end: number): void {
    if (!this.#usual.read(this, b, start, end)) this.readCarefully(b, start, end);
  }

  /** The same for events of any shape: what `read` falls back on. */
  readCarefully(b: Uint8Array, start: number, end: number): void {
    const cursor = this.#cursor;
    cursor.open(b, start, end);
    this.sourceRun = this.#usual.nextSourceRun();
    const magic = cursor.readByte();
    if (magic !== MAGIC_BYTE) {
      cursor.fail('BAD_MAGIC', `expected byte ${MAGIC_BYTE}, came ${magic}`, start);
    }
    this.schemaId = cursor.readUint32();
    if (this.schemaId < SCHEMA_ID.DocumentDeposited || this.schemaId > SCHEMA_ID.PrescriptionClosed)
      this.#failSchemaId();
    this.#readHead(cursor);
    this.#readTail(cursor);
    if (cursor.at !== end) {
      cursor.fail('TRAILING_BYTES', `expected the event to end, ${end - cursor.at} bytes are left`);
    }
  }

  #readHead(cursor: ByteCursor): void {
    cursor.readAsciiText(SOURCE_BYTES_MAX);
    this.sourceStart = cursor.textStart;
    this.sourceEnd = cursor.at;
    this.sequence = readSequence(cursor);
    this.occurredAtMs = readInstant(cursor, OCCURRED_AT_MS_MIN, OCCURRED_AT_MS_MAX);
    this.registeredAtMs = readInstant(cursor, REGISTERED_AT_MS_MIN, REGISTERED_AT_MS_MAX);
    this.actId = readSequence(cursor);
    this.patientHigh = cursor.readUint32() | 0;
    this.patientLow = cursor.readUint32() | 0;
    this.department = readDepartment(cursor);
    this.insOid = readEnum(cursor, INS_OIDS);
    cursor.readAsciiText(IDENTIFIER_BYTES_MAX);
    this.authorStart = cursor.textStart;
    this.authorEnd = cursor.at;
    cursor.readAsciiText(IDENTIFIER_BYTES_MAX);
    this.siteStart = cursor.textStart;
    this.siteEnd = cursor.at;
    this.couloir = readEnum(cursor, COULOIRS);
    this.solution = readSolution(cursor);
  }

  #readTail(cursor: ByteCursor): void {
    this.clearTail(this.schemaId);
    switch (this.schemaId) {
      case SCHEMA_ID.DocumentDeposited:
        this.#readDocument(cursor);
        return;
      case SCHEMA_ID.DocumentReplaced:
        this.#readDocument(cursor);
        this.relatedSequence = readSequence(cursor);
        return;
      case SCHEMA_ID.DocumentVisibilityChanged:
        this.relatedSequence = readSequence(cursor);
        this.kind = readEnum(cursor, VISIBILITY_SYMBOLS.length);
        return;
      case SCHEMA_ID.DocumentDeleted:
        this.relatedSequence = readSequence(cursor);
        return;
      case SCHEMA_ID.DepositRefused:
        this.type = readEnum(cursor, TYPES);
        this.classCode = readCount(cursor);
        this.kind = readEnum(cursor, REFUSAL_REASON_SYMBOLS.length);
        return;
      case SCHEMA_ID.MessageSent:
        this.kind = readEnum(cursor, MESSAGE_KIND_SYMBOLS.length);
        this.mailbox = readEnum(cursor, MAILBOX_SYMBOLS.length);
        this.type = readEnum(cursor, TYPES);
        this.sizeBytes = readCount(cursor);
        skipOptionalText(cursor); // messageId
        return;
      case SCHEMA_ID.MessageReceiptReceived:
        this.kind = readEnum(cursor, MESSAGE_KIND_SYMBOLS.length);
        this.relatedSequence = readSequence(cursor);
        this.disposition = readEnum(cursor, DISPOSITION_SYMBOLS.length);
        this.errorCode = readCount(cursor);
        return;
      case SCHEMA_ID.PrescriptionIssued:
        this.type = readEnum(cursor, TYPES);
        this.lines = readCount(cursor);
        skipOptionalText(cursor); // number
        return;
      case SCHEMA_ID.PrescriptionDispensed:
        this.#readDispensed(cursor);
        return;
      case SCHEMA_ID.PrescriptionClosed:
        this.relatedSequence = readSequence(cursor);
        this.kind = readEnum(cursor, CLOSING_REASON_SYMBOLS.length);
        return;
      default:
        this.#failSchemaId();
    }
  }

  #readDocument(cursor: ByteCursor): void {
    this.type = readEnum(cursor, TYPES);
    this.classCode = readCount(cursor);
    this.format = readEnum(cursor, FORMATS);
    this.sizeBytes = readCount(cursor);
    skipOptionalText(cursor); // uniqueId
    if (readIsPresent(cursor)) cursor.skip(SHA1_BYTES); // hash
  }

  #readDispensed(cursor: ByteCursor): void {
    if (readIsPresent(cursor)) {
      cursor.readAsciiText(SOURCE_BYTES_MAX);
      this.relatedSourceStart = cursor.textStart;
      this.relatedSourceEnd = cursor.at;
    }
    this.relatedSequence = readSequence(cursor);
    this.kind = readEnum(cursor, DISPENSATION_SCOPE_SYMBOLS.length);
    this.lines = readCount(cursor);
  }

  #failSchemaId(): never {
    const ids = Object.values(SCHEMA_ID).join(', ');
    return this.#cursor.fail('UNKNOWN_SCHEMA_ID', `expected one of ${ids}, came ${this.schemaId}`);
  }
}

function readSequence(cursor: ByteCursor): number {
  cursor.readLong();
  const value = cursor.long;
  if (value < 0) cursor.fail('NEGATIVE_NUMBER', `expected 0 or more, came ${value}`);
  return value;
}

function readCount(cursor: ByteCursor): number {
  const value = cursor.readInt();
  if (value < 0) cursor.fail('NEGATIVE_NUMBER', `expected 0 or more, came ${value}`);
  return value;
}

function readInstant(cursor: ByteCursor, msMin: number, msMax: number): number {
  cursor.readLong();
  const value = cursor.long;
  if (value < msMin || value > msMax) {
    cursor.fail('INSTANT_OUT_OF_RANGE', `expected ${msMin} to ${msMax} ms, came ${value}`);
  }
  return value;
}

function readEnum(cursor: ByteCursor, symbols: number): number {
  const index = cursor.readInt();
  if (index < 0 || index >= symbols) {
    cursor.fail('ENUM_OUT_OF_RANGE', `expected an index below ${symbols}, came ${index}`);
  }
  return index;
}

function readSolution(cursor: ByteCursor): number {
  const index = cursor.readInt();
  if (index < 0 || index >= CATALOGUE) {
    cursor.fail('UNKNOWN_SOLUTION', `expected an index below ${CATALOGUE}, came ${index}`);
  }
  return index;
}

function readDepartment(cursor: ByteCursor): number {
  cursor.readText(IDENTIFIER_BYTES_MAX);
  const index = departmentOfBytes(cursor.bytes, cursor.textStart, cursor.at);
  if (index < 0) {
    const came = Buffer.from(cursor.bytes.subarray(cursor.textStart, cursor.at)).toString('latin1');
    cursor.fail(
      'UNKNOWN_DEPARTMENT',
      `expected a code of DEPARTMENTS, came ${JSON.stringify(came)}`,
      cursor.textStart,
    );
  }
  return index;
}

/** Branch of a union of null and something: false for null. */
function readIsPresent(cursor: ByteCursor): boolean {
  const branch = cursor.readInt();
  if (branch !== 0 && branch !== 1) {
    cursor.fail('UNION_OUT_OF_RANGE', `expected branch 0 or 1, came ${branch}`);
  }
  return branch === 1;
}

function skipOptionalText(cursor: ByteCursor): void {
  if (readIsPresent(cursor)) cursor.readAsciiText(OPTIONAL_TEXT_BYTES_MAX);
}
