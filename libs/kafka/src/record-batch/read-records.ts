import { RecordCursor, type RecordCursorOptions, type RecordSource } from './record-cursor.js';

/** One record, as views of the buffer it was read from. */
export interface ReadRecord {
  readonly offset: bigint;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly RecordHeader[];
}

export interface RecordHeader {
  readonly key: string;
  readonly value: Buffer | null;
}

/**
 * The records of fetched batches, one object each: for tools and checks, not for hot paths.
 *
 * @throws CorruptBatchError, UnsupportedBatchError, BatchTooLargeToUnpackError
 */
export function* readRecords(
  source: RecordSource,
  options: RecordCursorOptions = {},
): Generator<ReadRecord> {
  const cursor = new RecordCursor(options).open(source);
  while (cursor.next()) {
    const { buffer, keyStart, keyEnd, valueStart, valueEnd } = cursor;
    yield {
      offset: cursor.offset,
      timestampMs: cursor.timestampMs,
      key: keyStart === -1 ? null : buffer.subarray(keyStart, keyEnd),
      value: valueStart === -1 ? null : buffer.subarray(valueStart, valueEnd),
      headers: readHeaders(buffer, cursor.headersStart),
    };
  }
}

/**
 * The headers of a record, as views of its buffer.
 *
 * @param start `headersStart` of a cursor, which has been over these bytes: every length in them fits
 */
export function readHeaders(buffer: Buffer, start: number): RecordHeader[] {
  let position = start;
  const readVarint = (): number => {
    let raw = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = buffer.readUInt8(position++);
      raw |= (byte & 0x7f) << shift;
      if (byte <= 0x7f) return (raw >>> 1) ^ -(raw & 1);
    }
  };
  const readBytes = (): Buffer | null => {
    const length = readVarint();
    if (length === -1) return null;
    position += length;
    return buffer.subarray(position - length, position);
  };
  return Array.from({ length: readVarint() }, () => ({
    key: readBytes()?.toString() ?? '',
    value: readBytes(),
  }));
}
