// Reads of `bytes` fall back to 0 for the compiler only: `read` makes sure that USUAL_BYTES_MAX bytes are there.
import { DOCUMENT_TYPES, FORMAT_CODES, SOLUTIONS } from '#libs/reference';
import { REGISTERED_AT_MS_MAX, REGISTERED_AT_MS_MIN } from '../limits.js';
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
import { departmentOfBytes } from './department-bytes.js';
import { ABSENT, type EventFields } from './event-fields.js';

/**
 * No event of the usual shape is longer, by the sum of what its fields may take below, and neither is
 * what is looked at of another one: with so many bytes in the buffer no position needs a check.
 */
const USUAL_BYTES_MAX = 400;
/** Longest text whose length takes one byte. */
const SHORT_TEXT_BYTES_MAX = 63;
/** Marks a value that is not of the usual shape, in place of the next position. */
const UNUSUAL = -1;
/** Groups of seven bits that may follow the first four of a long: 49 bits in all, within LONG_MAX. */
const UPPER_GROUPS_MAX = 3;
/** Significance of the fifth group of a long without the sign bit: four groups of seven bits, less one. */
const FIFTH_GROUP = 2 ** 27;
const EACH_BYTE_1 = 0x01010101;
const EACH_BYTE_32 = 0x20202020;
/** As a 32-bit integer, like what it is compared with. */
const EACH_BYTE_BIT_7 = 0x80808080 | 0;
/** Instants from 1971 to 2039: 36 to 41 bits and the sign. */
const INSTANT_BYTES = 6;
/** Magic byte and the upper three bytes of the schema id. */
const FRAMING = MAGIC_BYTE << 24;
// Lengths are taken once: the hot path asks for them in every event.
const TYPES = DOCUMENT_TYPES.length;
const FORMATS = FORMAT_CODES.length;
const CATALOGUE = SOLUTIONS.length;
const INS_OIDS = INS_OID_SYMBOLS.length;
const COULOIRS = COULOIR_SYMBOLS.length;
const VISIBILITIES = VISIBILITY_SYMBOLS.length;
const REFUSAL_REASONS = REFUSAL_REASON_SYMBOLS.length;
const MESSAGE_KINDS = MESSAGE_KIND_SYMBOLS.length;
const MAILBOXES = MAILBOX_SYMBOLS.length;
const DISPOSITIONS = DISPOSITION_SYMBOLS.length;
const SCOPES = DISPENSATION_SCOPE_SYMBOLS.length;
const CLOSING_REASONS = CLOSING_REASON_SYMBOLS.length;

/**
 * Reads events of the usual shape, four bytes at a time: texts of 4 to 63 bytes, no negative number,
 * no optional text, an enum's index in one byte. It takes nothing that the careful reader refuses, and
 * gives the same fields; all else it leaves to that one.
 */
export class UsualReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #words = new DataView(this.#bytes.buffer);
  /** The source read last, and its length: streams come in long runs of one source. */
  readonly #source = new Uint8Array(SHORT_TEXT_BYTES_MAX);
  readonly #sourceWords = new DataView(this.#source.buffer);
  #sourceBytes = 0;
  #sourceRun = 0;
  /** What `#passLong` or `#passCount` read last: they return the next position. */
  #value = 0;

  /** A number that no source had before; the source read last is forgotten. */
  nextSourceRun(): number {
    this.#sourceBytes = 0;
    this.#sourceRun += 1;
    return this.#sourceRun;
  }

  /**
   * Reads one framed event.
   *
   * @returns false when the event is not of the usual shape, valid or not: the fields mean nothing then
   */
  read(event: EventFields, bytes: Uint8Array, start: number, end: number): boolean {
    if (start < 0 || start + USUAL_BYTES_MAX > bytes.length) return false;
    if (bytes !== this.#bytes) this.#open(bytes);
    const words = this.#words;
    const schemaId = bytes[start + 4] ?? 0;
    const sourceLength = bytes[start + 5] ?? 0;
    // A length of 8 to 63 bytes: zigzag, in one byte.
    if (words.getInt32(start) !== FRAMING || (sourceLength & 0x81) !== 0 || sourceLength < 16)
      return false;
    const sourceStart = start + 6;
    const sourceEnd = sourceStart + (sourceLength >>> 1);
    if (!this.#isSameSource(sourceStart, sourceEnd) && !this.#learnSource(sourceStart, sourceEnd))
      return false;
    event.schemaId = schemaId;
    event.sourceStart = sourceStart;
    event.sourceEnd = sourceEnd;
    event.sourceRun = this.#sourceRun;

    let at = this.#passLong(sourceEnd);
    if (at === UNUSUAL) return false;
    event.sequence = this.#value;
    const occurred = words.getInt32(at, true);
    const occurredUpper = words.getUint16(at + 4, true);
    const registered = words.getInt32(at + INSTANT_BYTES, true);
    const registeredUpper = words.getUint16(at + INSTANT_BYTES + 4, true);
    if (!areInstants(occurred & registered, occurredUpper, registeredUpper)) return false;
    if (((occurred | registered) & 1) !== 0) return false;
    const registeredAtMs = instantOf(registered, registeredUpper);
    if (registeredAtMs < REGISTERED_AT_MS_MIN || registeredAtMs > REGISTERED_AT_MS_MAX)
      return false;
    // Every number of six bytes is within the limits of `occurredAt`.
    event.occurredAtMs = instantOf(occurred, occurredUpper);
    event.registeredAtMs = registeredAtMs;
    at = this.#passLong(at + 2 * INSTANT_BYTES);
    if (at === UNUSUAL) return false;
    event.actId = this.#value;
    event.patientHigh = words.getInt32(at);
    event.patientLow = words.getInt32(at + 4);
    at = this.#passOrigin(event, at + 8);
    if (at === UNUSUAL) return false;
    event.turnTailTo(schemaId);
    return this.#passTail(event, at, schemaId) === end;
  }

  #open(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * Compares eight bytes at a time, as doubles. Exact: eight bytes of printable ASCII are neither a
   * zero nor not-a-number, and any other double is equal to its own bytes only.
   */
  #isSameSource(start: number, end: number): boolean {
    const length = end - start;
    if (length !== this.#sourceBytes) return false;
    const words = this.#words;
    const known = this.#sourceWords;
    for (let index = 0; index + 8 <= length; index += 8) {
      if (words.getFloat64(start + index) !== known.getFloat64(index)) return false;
    }
    return words.getFloat64(end - 8) === known.getFloat64(length - 8);
  }

  #learnSource(start: number, end: number): boolean {
    if (this.#passText(start - 1) === UNUSUAL) return false;
    this.#source.set(this.#bytes.subarray(start, end));
    this.#sourceBytes = end - start;
    this.#sourceRun += 1;
    return true;
  }

  /** Passes what comes of the patient and the site: department to solution. */
  #passOrigin(event: EventFields, start: number): number {
    const bytes = this.#bytes;
    const departmentStart = start + 1;
    const departmentEnd = departmentStart + ((bytes[start] ?? 0) >>> 1);
    const department = departmentOfBytes(bytes, departmentStart, departmentEnd);
    const insOid = bytes[departmentEnd] ?? 0;
    if (((bytes[start] ?? 0) & 1) !== 0 || department < 0 || !isIndex(insOid, INS_OIDS))
      return UNUSUAL;
    event.department = department;
    event.insOid = insOid >>> 1;
    const authorStart = departmentEnd + 1;
    const authorEnd = this.#passText(authorStart);
    if (authorEnd === UNUSUAL) return UNUSUAL;
    event.authorStart = authorStart + 1;
    event.authorEnd = authorEnd;
    const siteEnd = this.#passText(authorEnd);
    if (siteEnd === UNUSUAL) return UNUSUAL;
    event.siteStart = authorEnd + 1;
    event.siteEnd = siteEnd;
    const couloir = bytes[siteEnd] ?? 0;
    const at = this.#passCount(siteEnd + 1);
    if (at === UNUSUAL || !isIndex(couloir, COULOIRS) || this.#value >= CATALOGUE) return UNUSUAL;
    event.couloir = couloir >>> 1;
    event.solution = this.#value;
    return at;
  }

  /** Passes what follows the head, and writes every field that the record has there. */
  #passTail(event: EventFields, start: number, schemaId: number): number {
    switch (schemaId) {
      case SCHEMA_ID.DocumentDeposited:
        return this.#passDocument(event, start);
      case SCHEMA_ID.DocumentReplaced: {
        const at = this.#passDocument(event, start);
        return at === UNUSUAL ? UNUSUAL : this.#passRelated(event, at);
      }
      case SCHEMA_ID.DocumentVisibilityChanged: {
        const at = this.#passRelated(event, start);
        return at === UNUSUAL ? UNUSUAL : this.#passKind(event, at, VISIBILITIES);
      }
      case SCHEMA_ID.DocumentDeleted:
        return this.#passRelated(event, start);
      case SCHEMA_ID.DepositRefused: {
        let at = this.#passType(event, start);
        if (at !== UNUSUAL) at = this.#passCount(at);
        event.classCode = this.#value;
        return at === UNUSUAL ? UNUSUAL : this.#passKind(event, at, REFUSAL_REASONS);
      }
      case SCHEMA_ID.MessageSent:
        return this.#passMessage(event, start);
      case SCHEMA_ID.MessageReceiptReceived:
        return this.#passReceipt(event, start);
      case SCHEMA_ID.PrescriptionIssued: {
        let at = this.#passType(event, start);
        if (at !== UNUSUAL) at = this.#passCount(at);
        event.lines = this.#value;
        return at === UNUSUAL || this.#bytes[at] !== 0 ? UNUSUAL : at + 1;
      }
      case SCHEMA_ID.PrescriptionDispensed:
        return this.#passDispensed(event, start);
      case SCHEMA_ID.PrescriptionClosed: {
        const at = this.#passRelated(event, start);
        return at === UNUSUAL ? UNUSUAL : this.#passKind(event, at, CLOSING_REASONS);
      }
      default:
        return UNUSUAL;
    }
  }

  #passDocument(event: EventFields, start: number): number {
    const bytes = this.#bytes;
    let at = this.#passType(event, start);
    if (at === UNUSUAL) return UNUSUAL;
    at = this.#passCount(at);
    if (at === UNUSUAL) return UNUSUAL;
    event.classCode = this.#value;
    const format = bytes[at] ?? 0;
    if (!isIndex(format, FORMATS)) return UNUSUAL;
    event.format = format >>> 1;
    at = this.#passCount(at + 1);
    if (at === UNUSUAL) return UNUSUAL;
    event.sizeBytes = this.#value;
    // Neither uniqueId nor hash.
    return this.#words.getInt16(at) === 0 ? at + 2 : UNUSUAL;
  }

  #passMessage(event: EventFields, start: number): number {
    const bytes = this.#bytes;
    const kind = bytes[start] ?? 0;
    const mailbox = bytes[start + 1] ?? 0;
    if (!isIndex(kind, MESSAGE_KINDS) || !isIndex(mailbox, MAILBOXES)) return UNUSUAL;
    event.kind = kind >>> 1;
    event.mailbox = mailbox >>> 1;
    let at = this.#passType(event, start + 2);
    if (at === UNUSUAL) return UNUSUAL;
    at = this.#passCount(at);
    event.sizeBytes = this.#value;
    return at === UNUSUAL || bytes[at] !== 0 ? UNUSUAL : at + 1;
  }

  #passReceipt(event: EventFields, start: number): number {
    const bytes = this.#bytes;
    let at = this.#passKind(event, start, MESSAGE_KINDS);
    if (at === UNUSUAL) return UNUSUAL;
    at = this.#passRelated(event, at);
    if (at === UNUSUAL) return UNUSUAL;
    const disposition = bytes[at] ?? 0;
    if (!isIndex(disposition, DISPOSITIONS)) return UNUSUAL;
    event.disposition = disposition >>> 1;
    at = this.#passCount(at + 1);
    event.errorCode = this.#value;
    return at;
  }

  #passDispensed(event: EventFields, start: number): number {
    const isOwnSource = this.#bytes[start] === 0;
    let at = start + 1;
    if (!isOwnSource) {
      if (this.#bytes[start] !== 2) return UNUSUAL;
      at = this.#passText(at);
      if (at === UNUSUAL) return UNUSUAL;
    }
    event.relatedSourceStart = isOwnSource ? ABSENT : start + 2;
    event.relatedSourceEnd = isOwnSource ? ABSENT : at;
    at = this.#passRelated(event, at);
    if (at === UNUSUAL) return UNUSUAL;
    at = this.#passKind(event, at, SCOPES);
    if (at === UNUSUAL) return UNUSUAL;
    at = this.#passCount(at);
    event.lines = this.#value;
    return at;
  }

  #passType(event: EventFields, at: number): number {
    const byte = this.#bytes[at] ?? 0;
    event.type = byte >>> 1;
    return isIndex(byte, TYPES) ? at + 1 : UNUSUAL;
  }

  #passKind(event: EventFields, at: number, symbols: number): number {
    const byte = this.#bytes[at] ?? 0;
    event.kind = byte >>> 1;
    return isIndex(byte, symbols) ? at + 1 : UNUSUAL;
  }

  #passRelated(event: EventFields, at: number): number {
    const next = this.#passLong(at);
    event.relatedSequence = this.#value;
    return next;
  }

  /** Passes a text of 4 to 63 bytes, printable ASCII; as in ByteCursor, the last four bytes maybe twice. */
  #passText(at: number): number {
    const length = this.#bytes[at] ?? 0;
    if ((length & 0x81) !== 0 || length < 8) return UNUSUAL;
    const words = this.#words;
    const end = at + 1 + (length >>> 1);
    const last = words.getInt32(end - 4);
    let marks = last | (last + EACH_BYTE_1) | (last - EACH_BYTE_32);
    for (let start = at + 1; start + 4 < end; start += 4) {
      const word = words.getInt32(start);
      marks |= word | (word + EACH_BYTE_1) | (word - EACH_BYTE_32);
    }
    return (marks & EACH_BYTE_BIT_7) === 0 ? end : UNUSUAL;
  }

  /** Reads an int or long of at most four bytes, zero or more, into `#value`. */
  #passCount(at: number): number {
    const word = this.#words.getInt32(at, true);
    const groups = groupsOf(word);
    const zigzag = valueOf(word, groups);
    this.#value = zigzag >>> 1;
    return groups === 0 || (zigzag & 1) !== 0 ? UNUSUAL : at + groups;
  }

  /** Reads a long of at most seven bytes, zero or more, into `#value`. */
  #passLong(at: number): number {
    const word = this.#words.getInt32(at, true);
    const groups = groupsOf(word);
    if (groups !== 0) {
      const zigzag = valueOf(word, groups);
      this.#value = zigzag >>> 1;
      return (zigzag & 1) === 0 ? at + groups : UNUSUAL;
    }
    const upper = this.#words.getInt32(at + 4, true);
    const upperGroups = groupsOf(upper);
    const zigzag = valueOf(word, 4);
    this.#value = valueOf(upper, upperGroups) * FIFTH_GROUP + (zigzag >>> 1);
    const isUsual = upperGroups !== 0 && upperGroups <= UPPER_GROUPS_MAX && (zigzag & 1) === 0;
    return isUsual ? at + 4 + upperGroups : UNUSUAL;
  }
}

/** Whether a byte is the whole zigzag varint of an index below `symbols`. */
function isIndex(byte: number, symbols: number): boolean {
  return (byte & 0x81) === 0 && byte < 2 * symbols;
}

/** Whether two longs take six bytes each: given what the first four bytes of both have in common, and the rest of each. */
function areInstants(common: number, upper: number, otherUpper: number): boolean {
  return (
    (common & EACH_BYTE_BIT_7) === EACH_BYTE_BIT_7 &&
    (upper & 0x8080) === 0x80 &&
    (otherUpper & 0x8080) === 0x80
  );
}

/** A long of six bytes, zero or more. */
function instantOf(word: number, upper: number): number {
  return ((upper & 0x7f) | ((upper >>> 1) & 0x3f80)) * FIFTH_GROUP + (valueOf(word, 4) >>> 1);
}

/** Bytes of the varint that a little-endian word starts with; 0 when it is longer than the word. */
function groupsOf(word: number): number {
  const ends = ~word & EACH_BYTE_BIT_7;
  return (32 - Math.clz32(ends & -ends)) >>> 3;
}

/** The groups of seven bits of the first `groups` bytes, 1 to 4, of a little-endian word, joined. */
function valueOf(word: number, groups: number): number {
  const septets = word & (0x7f7f7f7f >>> (32 - 8 * groups));
  const pairs = (septets & 0x007f007f) | ((septets & 0x7f007f00) >>> 1);
  return (pairs & 0x3fff) | ((pairs & 0x3fff0000) >>> 2);
}
