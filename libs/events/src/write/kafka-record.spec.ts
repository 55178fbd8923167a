import { describe, expect, it } from '@jest/globals';
import { Reader, readRecord } from '@platformatic/kafka';
import fc from 'fast-check';
import type { DecodedEvent } from '../plain/decoded-event.js';
import { decodeEvent } from '../plain/plain-codec.js';
import { anyEvents, withoutOptionals } from '../testing/arbitrary-events.js';
import { writeEvent } from '../testing/write-event.js';
import { RecordTooLongError, closeRecord, encodeHeaders, openRecord } from './kafka-record.js';
import { encodeStringSegment } from './varints.js';

const BATCH_HEAD_BYTES = 61;

/** Writes a record with a value of so many zero bytes; returns where it ends. */
function recordOfSize(buffer: Uint8Array, valueBytes: number): number {
  const valueStart = openRecord(buffer, 0, 0, encodeStringSegment('key'));
  return closeRecord(buffer, 0, valueStart, valueStart + valueBytes);
}

describe('a Kafka record', () => {
  it('is read back by a Kafka library, wherever it stands in the batch', () => {
    const deltas = fc.oneof(fc.nat(4095), fc.nat(100_000));
    fc.assert(
      fc.property(anyEvents, deltas, (anyEvent, offsetDelta) => {
        const event = withoutOptionals(anyEvent);
        const buffer = Buffer.alloc(4096);
        const key = encodeStringSegment(event.site);
        const valueStart = openRecord(buffer, BATCH_HEAD_BYTES, offsetDelta, key);
        const valueEnd = writeEvent(buffer, valueStart, event);
        const end = closeRecord(buffer, BATCH_HEAD_BYTES, valueStart, valueEnd);

        const reader = Reader.from(buffer.subarray(BATCH_HEAD_BYTES, end));
        const record = readRecord(reader);
        expect(reader.position).toBe(end - BATCH_HEAD_BYTES);
        expect(record.length).toBe(end - BATCH_HEAD_BYTES - 2);
        expect(record).toMatchObject({ attributes: 0, timestampDelta: 0n, offsetDelta });
        expect(record.key?.toString()).toBe(event.site);
        expect(record.headers).toEqual([]);
        expect(decodeEvent(record.value ?? Buffer.alloc(0))).toMatchObject({
          record: event.record,
          source: event.source,
          sequence: event.sequence,
        });
      }),
    );
  });

  it('carries headers that a Kafka library reads back', () => {
    const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }), (headers) => {
        const buffer = Buffer.alloc(4096);
        const valueStart = openRecord(buffer, 0, 0, encodeStringSegment('key'));
        const end = closeRecord(buffer, 0, valueStart, valueStart + 3, encodeHeaders(headers));
        const reader = Reader.from(buffer.subarray(0, end));
        const record = readRecord(reader);
        expect(reader.position).toBe(end);
        const read = record.headers.map(([name, value]) => [String(name), String(value)]);
        expect(read).toEqual(Object.entries(headers));
      }),
    );
  });

  it('may be as long as its reserved length can say, and not one byte longer', () => {
    const buffer = Buffer.alloc(10_000);
    const overhead = recordOfSize(buffer, 0) - 2;
    const end = recordOfSize(buffer, 8191 - overhead);
    const record = readRecord(Reader.from(buffer.subarray(0, end)));
    expect(record.length).toBe(8191);
    expect(record.value).toHaveLength(8191 - overhead);
    expect(() => recordOfSize(buffer, 8192 - overhead)).toThrow(RecordTooLongError);
  });

  it('is refused when the buffer ends before it', () => {
    const needed = recordOfSize(Buffer.alloc(1000), 100);
    expect(recordOfSize(Buffer.alloc(needed), 100)).toBe(needed);
    expect(() => recordOfSize(Buffer.alloc(needed - 1), 100)).toThrow(RecordTooLongError);
  });

  it('takes at most 128 bytes, key included, for a deposit of a national month', () => {
    const deposit: DecodedEvent = {
      record: 'DocumentDeposited',
      source: 'dmp/national-december-2023/42/17',
      // 18.8 million documents over 48 shards are about 390,000 a shard.
      sequence: 391_666,
      occurredAt: Date.UTC(2023, 11, 31, 22, 10, 3, 217),
      registeredAt: Date.UTC(2023, 11, 31, 22, 59, 59, 999),
      actId: 18_799_999,
      patient: Buffer.from('f1e2d3c4b5a69788', 'hex'),
      patientDepartment: '974',
      insOid: 'INS_NIR_TEST',
      author: '810101234567',
      site: '1750712184',
      couloir: 'biology',
      solution: 166,
      typeCode: 'LOINC_11502_2',
      classCode: 10,
      formatCode: 'BIOLOGY_REPORT',
      sizeBytes: 1_234_567,
      uniqueId: null,
      hash: null,
    };
    const buffer = Buffer.alloc(512);
    const valueStart = openRecord(buffer, 0, 4095, encodeStringSegment(deposit.site));
    const end = closeRecord(buffer, 0, valueStart, writeEvent(buffer, valueStart, deposit));
    expect(end).toBeLessThanOrEqual(128);
  });
});
