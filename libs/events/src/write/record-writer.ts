// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.
import { MAGIC_BYTE, SCHEMA_ID } from '../schema-ids.js';
import { LENGTH_MAX, RecordTooLongError } from './kafka-record.js';
import { SITE_ROW, type SiteRows } from './site-rows.js';
import { writeDepositedTail, writeMessageSentTail } from './tails.js';
import { encodeStringSegment, putLong } from './varints.js';
import { putWords, viewOf, wordsOf } from './words.js';

/** Room for a record beside its source: key, framing, head, the longest tail, and the slack of a last word. */
const BYTES_MAX_BESIDE_SOURCE = 256;
/** 2^27: a long's own bits in the low four bytes of its varint, the lowest being the sign. */
const LOW_RANGE = 134_217_728;
/** Values from 0 up that take one, two, three or four bytes in zigzag form, exclusive. */
const ONE_BYTE = 0x40;
const TWO_BYTES = 0x2000;
const THREE_BYTES = 0x10_0000;
const FOUR_BYTES = LOW_RANGE;
/** Parts of an instant above LOW_RANGE that take two more bytes: from 1970-07 to 2039-09. */
const HIGH_LOWEST = 0x80;
const HIGH_BELOW = 0x4000;
const NO_WORDS = new Int32Array(0);

/** What the head of a record is written from; the names are those of HeadFields. */
export interface RecordHead {
  /** From 0 up. */
  readonly sequence: number;
  readonly occurredAtMs: number;
  readonly registeredAtMs: number;
  /** From 0 up. */
  readonly actId: number;
  readonly patientHigh: number;
  readonly patientLow: number;
  readonly insOid: number;
}

/** Texts of at most four bytes when encoded. */
export interface ShortSegments {
  readonly words: Int32Array;
  readonly lengths: Uint8Array;
}

/** Encodes texts of at most three characters for `RecordWriter`. */
export function shortSegments(texts: readonly string[]): ShortSegments {
  const segments = texts.map((text) => encodeStringSegment(text));
  return {
    words: Int32Array.from(segments, (segment) => wordsOf(segment)[0] ?? 0),
    lengths: Uint8Array.from(segments, (segment) => segment.length),
  };
}

/**
 * Writes the Kafka records of one source: the bytes of `openRecord`, `writeHead` and `closeRecord`, in
 * words where those go byte by byte. The caller writes the tail between `open` and `close`, and asks
 * `hasRoom` before: at the end of a buffer it takes the plain writers.
 */
export class RecordWriter {
  readonly #bytesMax: number;
  /** Framing and source, by schema id. */
  readonly #frames: readonly Int32Array[];
  readonly #frameBytes: number;
  #target: Uint8Array = new Uint8Array(0);
  #view: DataView = viewOf(this.#target);
  #recordStart = 0;
  #valueStart = 0;

  constructor(source: string) {
    const sourceSegment = encodeStringSegment(source);
    const idMax = Math.max(...Object.values(SCHEMA_ID));
    this.#frames = Array.from({ length: idMax + 1 }, (_, id) =>
      wordsOf(Uint8Array.of(MAGIC_BYTE, id >>> 24, id >>> 16, id >>> 8, id, ...sourceSegment)),
    );
    this.#frameBytes = 5 + sourceSegment.length;
    this.#bytesMax = BYTES_MAX_BESIDE_SOURCE + sourceSegment.length;
  }

  /** The buffer that the next records are written into. */
  aim(target: Uint8Array): void {
    if (target === this.#target) return;
    this.#target = target;
    this.#view = viewOf(target);
  }

  /** Whether any record of the source fits at a position, slack included. */
  hasRoom(p: number): boolean {
    return p + this.#bytesMax <= this.#target.length;
  }

  /**
   * Writes a record as far as the head of its event.
   *
   * @param offsetDelta position of the record in its batch, from 0
   * @param schemaId one of SCHEMA_ID
   * @param department the patient's, index in `departments`
   * @param row of the author, position in `rows`
   * @returns the position of the tail
   */
  open(
    recordStart: number,
    offsetDelta: number,
    schemaId: number,
    head: RecordHead,
    departments: ShortSegments,
    department: number,
    rows: SiteRows,
    row: number,
  ): number {
    const target = this.#target;
    const view = this.#view;
    const site = rows.view;
    // Two bytes for the length, which `close` knows; attributes and timestamp delta, both 0.
    view.setInt32(recordStart, 0);
    let p = putCount(view, target, recordStart + 4, offsetDelta);
    view.setInt32(p, site.getInt32(row + SITE_ROW.keyStart, true), true);
    view.setInt32(p + 4, site.getInt32(row + SITE_ROW.keyStart + 4, true), true);
    view.setInt32(p + 8, site.getInt32(row + SITE_ROW.keyStart + 8, true), true);
    p += SITE_ROW.keyBytes + 2;
    this.#recordStart = recordStart;
    this.#valueStart = p;
    putWords(view, p, this.#frames[schemaId] ?? NO_WORDS);
    p = putCount(view, target, p + this.#frameBytes, head.sequence);
    p = putInstant(view, target, p, head.occurredAtMs);
    p = putInstant(view, target, p, head.registeredAtMs);
    p = putCount(view, target, p, head.actId);
    view.setInt32(p, head.patientHigh);
    view.setInt32(p + 4, head.patientLow);
    view.setInt32(p + 8, departments.words[department] ?? 0, true);
    p += 8 + (departments.lengths[department] ?? 0);
    view.setInt8(p, head.insOid << 1);
    view.setInt32(p + 1, site.getInt32(row, true), true);
    view.setInt32(p + 5, site.getInt32(row + 4, true), true);
    view.setInt32(p + 9, site.getInt32(row + 8, true), true);
    view.setInt32(p + 13, site.getInt32(row + 12, true), true);
    view.setInt32(p + 17, site.getInt32(row + 16, true), true);
    view.setInt32(p + 21, site.getInt32(row + 20, true), true);
    view.setInt32(p + 25, site.getInt32(row + 24, true), true);
    return p + 1 + site.getUint8(row + SITE_ROW.lengthAt);
  }

  /** `writeDepositedTail` for the record that was opened last. */
  deposited(p: number, type: number, classCode: number, format: number, sizeBytes: number): number {
    const target = this.#target;
    if ((type | classCode | format) >= ONE_BYTE) {
      return writeDepositedTail(target, p, type, classCode, format, sizeBytes);
    }
    const view = this.#view;
    view.setInt32(p, (type << 1) | (classCode << 9) | (format << 17), true);
    p = putCount(view, target, p + 3, sizeBytes);
    view.setInt16(p, 0); // uniqueId and hash
    return p + 2;
  }

  /** `writeMessageSentTail` for the record that was opened last. */
  messageSent(p: number, kind: number, mailbox: number, type: number, sizeBytes: number): number {
    const target = this.#target;
    if ((kind | mailbox | type) >= ONE_BYTE) {
      return writeMessageSentTail(target, p, kind, mailbox, type, sizeBytes);
    }
    const view = this.#view;
    view.setInt32(p, (kind << 1) | (mailbox << 9) | (type << 17), true);
    p = putCount(view, target, p + 3, sizeBytes);
    view.setInt8(p, 0); // messageId
    return p + 1;
  }

  /**
   * Ends the record that was opened last: writes both lengths and "no headers".
   *
   * @param end position after the tail
   * @returns the position after the record
   * @throws RecordTooLongError when it exceeds 8,191 bytes
   */
  close(end: number): number {
    const recordLength = end - this.#recordStart - 1;
    if (recordLength > LENGTH_MAX) throw new RecordTooLongError(recordLength);
    const view = this.#view;
    view.setInt8(end, 0);
    view.setInt16(this.#valueStart - 2, lengthWord(end - this.#valueStart), true);
    view.setInt16(this.#recordStart, lengthWord(recordLength), true);
    return end + 1;
  }
}

/** Two groups of seven bits of a length's zigzag form, the first one continued. */
function lengthWord(length: number): number {
  return ((length << 1) & 0x7f) | 0x80 | ((length << 2) & 0x7f00);
}

/** Four groups of seven bits, a byte each. */
function groups(zigzag: number): number {
  return (
    (zigzag & 0x7f) |
    ((zigzag << 1) & 0x7f00) |
    ((zigzag << 2) & 0x7f_0000) |
    ((zigzag << 3) & 0x7f00_0000)
  );
}

/** `putLong` of a number from 0 up, in one word where four bytes hold it. */
function putCount(view: DataView, target: Uint8Array, p: number, count: number): number {
  if (count >= FOUR_BYTES) return putLong(target, p, count);
  const word = groups(count << 1);
  if (count < ONE_BYTE) {
    view.setInt8(p, word);
    return p + 1;
  }
  if (count < TWO_BYTES) {
    view.setInt16(p, word | 0x80, true);
    return p + 2;
  }
  if (count < THREE_BYTES) {
    view.setInt32(p, word | 0x8080, true);
    return p + 3;
  }
  view.setInt32(p, word | 0x80_8080, true);
  return p + 4;
}

/** `putLong` of an instant. */
function putInstant(view: DataView, target: Uint8Array, p: number, atMs: number): number {
  const high = (atMs / LOW_RANGE) | 0;
  if (high < HIGH_LOWEST || high >= HIGH_BELOW) return putLong(target, p, atMs);
  const low = (atMs - high * LOW_RANGE) | 0;
  view.setInt32(p, groups(low << 1) | 0x8080_8080, true);
  view.setInt16(p + 4, (high & 0x7f) | 0x80 | ((high << 1) & 0x7f00), true);
  return p + 6;
}
