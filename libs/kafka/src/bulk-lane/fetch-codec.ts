import { Writer } from '@platformatic/kafka';
import { CorruptResponseError } from '../errors.js';
import type { AbortedTransaction } from '../record-batch/aborted-batches.js';
import type { FetchRequest, PartitionResponse } from './fetch-channel.js';

export const FETCH_KEY = 1;
/** First version that names topics by id, known to brokers since 3.1: a recreated topic cannot be mistaken. */
export const FETCH_VERSION = 13;

const CONSUMER = -1;
const BYTES_MIN = 1;
/** Records of open transactions are held back; those of aborted ones are listed, and taken out by us. */
const READ_COMMITTED = 1;
const NO_SESSION = { id: 0, epoch: -1 } as const;
const UNKNOWN = -1;

/** A fetch request of version 13 without a session. */
export function writeFetchRequest(request: FetchRequest): Writer {
  const topics = Map.groupBy(request.partitions, ({ topicId }) => topicId);
  return Writer.create()
    .appendInt32(CONSUMER)
    .appendInt32(request.waitMs)
    .appendInt32(BYTES_MIN)
    .appendInt32(request.bytesMax)
    .appendInt8(READ_COMMITTED)
    .appendInt32(NO_SESSION.id)
    .appendInt32(NO_SESSION.epoch)
    .appendArray([...topics], (writer, [topicId, partitions]) =>
      writer.appendUUID(topicId).appendArray(partitions, (entry, { partition, position }) =>
        entry
          .appendInt32(partition)
          .appendInt32(UNKNOWN) // leader epoch
          .appendInt64(position)
          .appendInt32(UNKNOWN) // epoch of the last record
          .appendInt64(BigInt(UNKNOWN)) // log start: followers only
          .appendInt32(request.partitionBytesMax),
      ),
    )
    .appendArray([], () => undefined) // forgotten topics: sessions only
    .appendString('') // rack
    .appendTaggedFields();
}

/**
 * Reads a fetch response of version 13; the records stay where they are, as views.
 *
 * @throws CorruptResponseError when the response ends too early, or a number in it has no end
 */
export function readFetchResponse(response: Buffer): {
  errorCode: number;
  partitions: PartitionResponse[];
} {
  const reader = new ResponseReader(response);
  reader.skip(THROTTLE_BYTES);
  const errorCode = reader.int16();
  reader.skip(SESSION_BYTES);
  const partitions: PartitionResponse[] = [];
  for (let topics = reader.compactLength(); topics > 0; topics--) {
    const topicId = reader.uuid();
    for (let count = reader.compactLength(); count > 0; count--) {
      partitions.push(readPartition(reader, topicId));
    }
    reader.skipTaggedFields();
  }
  return { errorCode, partitions };
}

const THROTTLE_BYTES = 4;
const SESSION_BYTES = 4;
const STABLE_OFFSET_BYTES = 8;
const READ_REPLICA_BYTES = 4;
/** Shift of the fifth and last byte of a varint of 32 bits. */
const VARINT_SHIFT_MAX = 28;

function readPartition(reader: ResponseReader, topicId: string): PartitionResponse {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const highWatermark = reader.int64();
  reader.skip(STABLE_OFFSET_BYTES);
  const logStartOffset = reader.int64();
  const aborted: AbortedTransaction[] = [];
  for (let count = reader.compactLength(); count > 0; count--) {
    aborted.push({ producerId: reader.int64(), firstOffset: reader.int64() });
    reader.skipTaggedFields();
  }
  reader.skip(READ_REPLICA_BYTES);
  const records = reader.bytes(Math.max(0, reader.compactLength()));
  reader.skipTaggedFields();
  return { topicId, partition, errorCode, highWatermark, logStartOffset, aborted, records };
}

/** Reads a response that lies in one piece. Every read past its end throws a CorruptResponseError. */
class ResponseReader {
  #position = 0;

  constructor(readonly buffer: Buffer) {}

  int16(): number {
    return this.buffer.readInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.#advance(4));
  }

  int64(): bigint {
    return this.buffer.readBigInt64BE(this.#advance(8));
  }

  uuid(): string {
    const hex = this.bytes(16).toString('hex');
    const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
    return `${parts.join('-')}-${hex.slice(20)}`;
  }

  /** Length of a compact array or string, which travels plus one; -1 for null. */
  compactLength(): number {
    return this.#varint() - 1;
  }

  bytes(length: number): Buffer {
    const start = this.#advance(length);
    return this.buffer.subarray(start, start + length);
  }

  skip(length: number): void {
    this.#advance(length);
  }

  skipTaggedFields(): void {
    for (let count = this.#varint(); count > 0; count--) {
      this.#varint();
      this.#advance(this.#varint());
    }
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift <= VARINT_SHIFT_MAX; shift += 7) {
      const byte = this.buffer.readUInt8(this.#advance(1));
      value |= (byte & 0x7f) << shift;
      if (byte <= 0x7f) return value >>> 0;
    }
    return this.#fail();
  }

  #advance(length: number): number {
    const start = this.#position;
    if (start + length > this.buffer.length) this.#fail();
    this.#position = start + length;
    return start;
  }

  #fail(): never {
    throw new CorruptResponseError('a fetch response', this.buffer.length, this.#position);
  }
}
