import { checksumOf } from './checksum.js';
import { CorruptBatchError, UnsupportedBatchError } from './errors.js';
import { COMPRESSION_CODES, packRecords, type Compression } from './pack.js';
import { AT, ATTRIBUTE, LENGTH_PREFIX, MAGIC, NO_PRODUCER, RECORDS_OFFSET } from './layout.js';

/** What the header of a batch says about its records. */
export interface BatchFacts {
  /** Records between byte 61 and `end`, with offset deltas 0, 1, 2 … */
  readonly recordCount: number;
  /** Timestamp of every record (their deltas are 0), milliseconds since the Unix epoch. */
  readonly timestampMs: number;
  /** Omitted: a batch outside any idempotent producer. */
  readonly producerId?: bigint;
  readonly producerEpoch?: number;
  /** Sequence number of the first record for this producer and partition. */
  readonly baseSequence?: number;
  /** Default none. Records that packing would not make fewer bytes stay as they are. */
  readonly compression?: Compression;
}

/**
 * Writes the header in front of records that were encoded from byte 61 on, and its CRC-32C.
 *
 * @param end position after the last record
 * @returns the finished batch: a view of the same memory, or memory of its own when it is packed
 * @throws RangeError when a batch without records or without room for its header is asked for
 */
export function finishBatch(buffer: Uint8Array, end: number, facts: BatchFacts): Buffer {
  if (facts.recordCount < 1 || end <= RECORDS_OFFSET || end > buffer.length) {
    throw new RangeError(
      `Expected at least one record between ${RECORDS_OFFSET} and ${buffer.length}, ` +
        `came ${facts.recordCount} records ending at ${end}`,
    );
  }
  const { compression = 'none' } = facts;
  const packed = compression === 'none' ? undefined : packRecords(buffer, end, compression);
  const batch = packed ?? Buffer.from(buffer.buffer, buffer.byteOffset, end);
  const timestamp = BigInt(facts.timestampMs);
  batch.writeBigInt64BE(0n, AT.baseOffset);
  batch.writeInt32BE(batch.length - LENGTH_PREFIX, AT.batchLength);
  batch.writeInt32BE(-1, AT.partitionLeaderEpoch);
  batch.writeInt8(MAGIC, AT.magic);
  batch.writeInt16BE(packed === undefined ? 0 : COMPRESSION_CODES[compression], AT.attributes);
  batch.writeInt32BE(facts.recordCount - 1, AT.lastOffsetDelta);
  batch.writeBigInt64BE(timestamp, AT.baseTimestamp);
  batch.writeBigInt64BE(timestamp, AT.maxTimestamp);
  batch.writeBigInt64BE(facts.producerId ?? NO_PRODUCER.producerId, AT.producerId);
  batch.writeInt16BE(facts.producerEpoch ?? NO_PRODUCER.producerEpoch, AT.producerEpoch);
  batch.writeInt32BE(facts.baseSequence ?? NO_PRODUCER.baseSequence, AT.baseSequence);
  batch.writeInt32BE(facts.recordCount, AT.recordCount);
  batch.writeUInt32BE(checksumOf(batch, AT.attributes, batch.length), AT.checksum);
  return batch;
}

/** Largest offset of a record: the one after it must still be 63 bits wide. */
const OFFSET_MAX = 2n ** 63n - 1n;

/** A batch's header, read. Offsets and producer ids are 64 bits wide, hence bigint. */
export interface BatchHeader {
  /** Position of the batch in its buffer, and of what follows it. */
  readonly start: number;
  readonly end: number;
  readonly baseOffset: bigint;
  readonly lastOffset: bigint;
  readonly recordCount: number;
  readonly baseTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd. */
  readonly compression: number;
  readonly isControl: boolean;
  readonly isTransactional: boolean;
  readonly isLogAppendTime: boolean;
}

/**
 * Position after the batch that starts here, or -1 when the buffer ends before it does: a broker may
 * cut the last batch of a response.
 *
 * @throws CorruptBatchError when the length cannot be one
 * @throws UnsupportedBatchError when the batch is of an older format
 */
export function endOfBatch(buffer: Buffer, start: number, source: string): number {
  if (buffer.length - start < AT.magic + 1) return -1;
  const length = buffer.readInt32BE(start + AT.batchLength);
  const magic = buffer.readInt8(start + AT.magic);
  if (magic !== MAGIC) {
    const baseOffset = buffer.readBigInt64BE(start + AT.baseOffset);
    throw new UnsupportedBatchError(source, baseOffset, 'record format 2', `format ${magic}`);
  }
  if (length < RECORDS_OFFSET - LENGTH_PREFIX) {
    const baseOffset = buffer.readBigInt64BE(start + AT.baseOffset);
    throw new CorruptBatchError(source, baseOffset, start + AT.batchLength, `length ${length}`);
  }
  const end = start + LENGTH_PREFIX + length;
  return end > buffer.length ? -1 : end;
}

/**
 * Reads the header of a batch that is known to be complete.
 *
 * @throws CorruptBatchError when its counts cannot be right
 */
export function readHeader(
  buffer: Buffer,
  start: number,
  end: number,
  source: string,
): BatchHeader {
  const baseOffset = buffer.readBigInt64BE(start + AT.baseOffset);
  const attributes = buffer.readInt16BE(start + AT.attributes);
  const lastOffsetDelta = buffer.readInt32BE(start + AT.lastOffsetDelta);
  const recordCount = buffer.readInt32BE(start + AT.recordCount);
  if (baseOffset < 0n || lastOffsetDelta < 0 || recordCount < 0) {
    throw new CorruptBatchError(
      source,
      baseOffset,
      start,
      `${recordCount} records, last offset delta ${lastOffsetDelta}`,
    );
  }
  return {
    start,
    end,
    baseOffset,
    lastOffset: baseOffset + BigInt(lastOffsetDelta),
    recordCount,
    baseTimestampMs: Number(buffer.readBigInt64BE(start + AT.baseTimestamp)),
    maxTimestampMs: Number(buffer.readBigInt64BE(start + AT.maxTimestamp)),
    producerId: buffer.readBigInt64BE(start + AT.producerId),
    producerEpoch: buffer.readInt16BE(start + AT.producerEpoch),
    baseSequence: buffer.readInt32BE(start + AT.baseSequence),
    compression: attributes & ATTRIBUTE.compression,
    isControl: (attributes & ATTRIBUTE.isControl) !== 0,
    isTransactional: (attributes & ATTRIBUTE.isTransactional) !== 0,
    isLogAppendTime: (attributes & ATTRIBUTE.isLogAppendTime) !== 0,
  };
}

/**
 * The headers of the complete batches of a fetched buffer, in order; a cut last batch is left out.
 *
 * @throws CorruptBatchError, UnsupportedBatchError
 */
export function* batchesOf(buffer: Buffer, source = 'a buffer'): Generator<BatchHeader> {
  let start = 0;
  for (;;) {
    const end = endOfBatch(buffer, start, source);
    if (end === -1) return;
    yield readHeader(buffer, start, end, source);
    start = end;
  }
}

/** How far a fetched buffer goes: its cut last batch is left out. */
export interface WholeBatches {
  /** Position after the last whole batch. */
  readonly end: number;
  /** Offset after the last record of that batch: where to continue. */
  readonly nextOffset: bigint;
  /** Whether offsets are missing between the position asked for and `nextOffset`, as compaction leaves them. */
  readonly hasGap: boolean;
}

/**
 * Goes over the lengths and offsets of the batches only. The offset of a batch is not covered by its
 * checksum, because the broker sets it: it is held against its neighbours instead, so that a damaged
 * one neither repeats records nor leads a reader back for ever.
 *
 * @param position offset that was asked for; the first batch may start before it
 * @returns undefined when not even one batch is whole
 * @throws CorruptBatchError when offsets go back, or nothing lies at or after the position
 * @throws UnsupportedBatchError
 */
export function wholeBatches(
  buffer: Buffer,
  source: string,
  position = 0n,
): WholeBatches | undefined {
  let start = 0;
  let nextOffset = -1n;
  let hasGap = false;
  for (let end = endOfBatch(buffer, 0, source); end !== -1;) {
    const { baseOffset, lastOffset } = offsetsAt(buffer, start, source);
    if (baseOffset < nextOffset) {
      const detail = `expected an offset of at least ${String(nextOffset)} after the batch before`;
      throw new CorruptBatchError(source, baseOffset, start, detail);
    }
    hasGap ||= baseOffset > (nextOffset === -1n ? position : nextOffset);
    nextOffset = lastOffset + 1n;
    start = end;
    end = endOfBatch(buffer, end, source);
  }
  if (start === 0) return undefined;
  if (nextOffset <= position) {
    const detail = `expected records from offset ${String(position)} on, the last one has ${String(nextOffset - 1n)}`;
    throw new CorruptBatchError(source, nextOffset - 1n, 0, detail);
  }
  return { end: start, nextOffset, hasGap };
}

function offsetsAt(
  buffer: Buffer,
  start: number,
  source: string,
): { baseOffset: bigint; lastOffset: bigint } {
  const baseOffset = buffer.readBigInt64BE(start + AT.baseOffset);
  const delta = buffer.readInt32BE(start + AT.lastOffsetDelta);
  const lastOffset = baseOffset + BigInt(delta);
  if (baseOffset < 0n || delta < 0 || lastOffset >= OFFSET_MAX) {
    const detail = `expected offsets of 0 to ${String(OFFSET_MAX)}, came ${String(baseOffset)} and last offset delta ${delta}`;
    throw new CorruptBatchError(source, baseOffset, start, detail);
  }
  return { baseOffset, lastOffset };
}

/**
 * Compares a batch with its CRC-32C.
 *
 * @throws CorruptBatchError when they differ
 */
export function checkBatch(buffer: Buffer, header: BatchHeader, source: string): void {
  const expected = buffer.readUInt32BE(header.start + AT.checksum);
  const came = checksumOf(buffer, header.start + AT.attributes, header.end);
  if (expected !== came) {
    throw new CorruptBatchError(
      source,
      header.baseOffset,
      header.start + AT.checksum,
      `the header says CRC-32C ${expected.toString(16)}, its bytes give ${came.toString(16)}`,
    );
  }
}
