// Reads of typed arrays say `?? 0` for the compiler only: what lies behind the end is found by the check after each record.
import type { RecordHeader } from '#libs/kafka';
import type { FilledBlock } from '../topic/filled-block.js';
import { ArchiveDamagedError } from './errors.js';

/** Offsets of a partition that are wanted. */
export interface WalkedRange {
  readonly from: number;
  readonly before: number;
}

/** Bits of a long that are read with 32-bit arithmetic: four groups of seven. */
const LOW_BITS = 28;
const LOW_RANGE = 2 ** (LOW_BITS - 1);
/** Longest varint of a long that is a safe integer, bytes. */
const LONG_BYTES_MAX = 8;
const INT_BYTES_MAX = 5;

/**
 * Goes through the records of a container's block in place and fills blocks of positions. Columns
 * are passed over: a replay needs the value they were made of.
 */
export class RecordWalker {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #recordsLeft = 0;
  #lastOffset = -1;
  readonly #file: string;
  readonly #partition: number;

  /** @param file named in errors */
  constructor(file: string, partition: number) {
    this.#file = file;
    this.#partition = partition;
  }

  /** Offset of the record read last; -1 before the first. */
  get lastOffset(): number {
    return this.#lastOffset;
  }

  open(bytes: Buffer, recordCount: number): void {
    this.#bytes = bytes;
    this.#at = 0;
    this.#recordsLeft = recordCount;
  }

  /**
   * Fills a block with the next records that are in the range.
   *
   * @returns false when the container's block holds no more records
   * @throws ArchiveDamagedError
   */
  fill(block: FilledBlock, range: WalkedRange): boolean {
    block.startIn(this.#bytes);
    while (this.#recordsLeft > 0 && !block.isFull) {
      this.#recordsLeft--;
      this.#readRecord(block, range);
    }
    if (this.#recordsLeft > 0) return true;
    if (this.#at !== this.#bytes.length) {
      this.#fail(`${this.#bytes.length - this.#at} bytes after the last record`);
    }
    return block.recordCount > 0;
  }

  #readRecord(block: FilledBlock, range: WalkedRange): void {
    const bytes = this.#bytes;
    const partition = this.#readInt();
    if (partition !== this.#partition) {
      this.#fail(`expected partition ${this.#partition}, came ${partition}`);
    }
    const offset = this.#readLong();
    const timestampMs = this.#readLong();
    const keyStart = this.#passOptionalBytes();
    const keyEnd = keyStart === -1 ? -1 : this.#at;
    this.#passColumns();
    const headersStart = bytes[this.#at] === 0 ? this.#passNoHeaders() : this.#passHeaders();
    const valueStart = this.#passOptionalBytes();
    const valueEnd = valueStart === -1 ? -1 : this.#at;
    if (this.#at > bytes.length) this.#fail('the last record ends too early');
    if (offset <= this.#lastOffset) this.#fail(`offset ${offset} after ${this.#lastOffset}`);
    this.#lastOffset = offset;
    if (offset < range.from || offset >= range.before) return;
    const index = block.recordCount;
    block.offsets[index] = offset;
    block.timestampsMs[index] = timestampMs;
    block.keyStarts[index] = keyStart;
    block.keyEnds[index] = keyEnd;
    block.valueStarts[index] = valueStart;
    block.valueEnds[index] = valueEnd;
    block.headersStarts[index] = headersStart;
    block.recordCount = index + 1;
  }

  /** From schemaId to typeCode; their order is that of ARCHIVED_RECORD_SCHEMA. */
  #passColumns(): void {
    this.#passOptionalNumber(); // schemaId
    this.#passOptionalNumber(); // record
    this.#passOptionalBytes(); // source
    this.#passOptionalNumber(); // sequence
    this.#passOptionalNumber(); // occurredAt
    this.#passOptionalNumber(); // registeredAt
    this.#passOptionalNumber(); // couloir
    this.#passOptionalNumber(); // solution
    this.#passOptionalBytes(); // site
    this.#passOptionalBytes(); // patientDepartment
    this.#passOptionalNumber(); // typeCode
  }

  #passOptionalNumber(): void {
    const bytes = this.#bytes;
    let at = this.#at;
    const branch = bytes[at++] ?? 0;
    if (branch === 2) {
      // A varint without end runs into undefined, which ends the loop, and the record with it.
      while ((bytes[at++] ?? 0) > 0x7f);
    } else if (branch !== 0) this.#failBranch(branch);
    this.#at = at;
  }

  /** Start of the bytes, or -1 for null; the position is then behind them. */
  #passOptionalBytes(): number {
    const branch = this.#bytes[this.#at++] ?? 0;
    if (branch === 0) return -1;
    if (branch !== 2) this.#failBranch(branch);
    return this.#passBytes();
  }

  #passBytes(): number {
    const length = this.#readInt();
    const start = this.#at;
    const end = start + length;
    if (length < 0 || end > this.#bytes.length) this.#fail(`a text or bytes of length ${length}`);
    this.#at = end;
    return start;
  }

  #passNoHeaders(): number {
    this.#at++;
    return -1;
  }

  #passHeaders(): number {
    const start = this.#at;
    for (;;) {
      const count = this.#readInt();
      if (count === 0) return start;
      if (count < 0) this.#readLong();
      for (let header = Math.abs(count); header > 0; header--) {
        this.#passBytes();
        this.#passOptionalBytes();
      }
    }
  }

  #readInt(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let byte = bytes[start] ?? 0;
    if (byte <= 0x7f) {
      this.#at = start + 1;
      return (byte >>> 1) ^ -(byte & 1);
    }
    let at = start + 1;
    let raw = byte & 0x7f;
    for (let shift = 7; byte > 0x7f; shift += 7) {
      if (at - start === INT_BYTES_MAX) this.#fail('a number of more than 32 bits');
      byte = bytes[at++] ?? 0;
      raw |= (byte & 0x7f) << shift;
    }
    this.#at = at;
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** A long that is a safe integer. */
  #readLong(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let raw = 0;
    let byte = 0;
    for (let shift = 0; shift < LOW_BITS; shift += 7) {
      byte = bytes[at++] ?? 0;
      raw |= (byte & 0x7f) << shift;
      if (byte <= 0x7f) {
        this.#at = at;
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    let high = 0;
    for (let factor = 1; byte > 0x7f; factor *= 128) {
      if (at - start === LONG_BYTES_MAX) this.#fail('a number beyond 2^53');
      byte = bytes[at++] ?? 0;
      high += (byte & 0x7f) * factor;
    }
    this.#at = at;
    const magnitude = high * LOW_RANGE + (raw >>> 1);
    return (raw & 1) === 0 ? magnitude : -magnitude - 1;
  }

  #failBranch(branch: number): never {
    return this.#fail(`expected branch 0 or 1 of a union, came byte ${branch}`);
  }

  #fail(detail: string): never {
    throw new ArchiveDamagedError(
      this.#file,
      `record after offset ${this.#lastOffset}, byte ${this.#at} of its unpacked block: ${detail}`,
    );
  }
}

/** The headers that start at a position which a walker has been over. */
export function readArchivedHeaders(buffer: Buffer, start: number): readonly RecordHeader[] {
  const headers: RecordHeader[] = [];
  let at = start;
  const readInt = (): number => {
    let raw = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = buffer.readUInt8(at++);
      raw |= (byte & 0x7f) << shift;
      if (byte <= 0x7f) return (raw >>> 1) ^ -(raw & 1);
    }
  };
  const readBytes = (): Buffer => {
    const end = readInt() + at;
    const bytes = buffer.subarray(at, end);
    at = end;
    return bytes;
  };
  for (;;) {
    const count = readInt();
    if (count === 0) return headers;
    if (count < 0) readInt();
    for (let header = Math.abs(count); header > 0; header--) {
      const key = readBytes().toString();
      headers.push({ key, value: readInt() === 0 ? null : readBytes() });
    }
  }
}
