import { describe, expect, it } from '@jest/globals';
import { Reader, readRecordsBatch } from '@platformatic/kafka';
import fc from 'fast-check';
import { layOutRecords, libraryBatch, type PlainRecord } from '../fixtures/records.js';
import { checksumOf } from './checksum.js';
import { BatchTooLargeToUnpackError, CorruptBatchError, UnsupportedBatchError } from './errors.js';
import { AT, ATTRIBUTE, RECORDS_OFFSET } from './layout.js';
import { readRecords } from './read-records.js';
import { batchesOf, checkBatch, finishBatch, wholeBatches } from './record-batch.js';
import { RecordCursor } from './record-cursor.js';

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const record: fc.Arbitrary<PlainRecord> = fc.record({
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.array(fc.record({ key: fc.string(), value: fc.option(bytes) }), { maxLength: 3 }).map(
    // The library takes headers as a map: one value for each key.
    (headers) => headers.filter(({ key }, i) => headers.findIndex((h) => h.key === key) === i),
  ),
  // Beyond 2^31 ms between two records of a batch the library (2.12.1) writes wrong bytes.
  timestampMs: fc.oneof(fc.constant(5), fc.integer({ min: 0, max: 2 ** 31 - 1 })),
});
const records = fc.array(record, { minLength: 1, maxLength: 30 });
const compression = fc.constantFrom('none', 'gzip', 'snappy', 'lz4', 'zstd');
const offset = fc.bigInt({ min: 0n, max: 2n ** 60n });

const read = (buffer: Buffer, firstOffset = 0n) => [...readRecords({ buffer, firstOffset })];

const facts = (recordCount: number) => ({ recordCount, timestampMs: 1_700_000_000_000 });

/** Sets the checksum right again after a change, so that the change itself is what the reader meets. */
function reseal(batch: Buffer): Buffer {
  batch.writeUInt32BE(checksumOf(batch, AT.attributes, batch.length), AT.checksum);
  return batch;
}

const oneRecord: PlainRecord = {
  key: Buffer.from('site'),
  value: Buffer.from('deposit'),
  headers: [],
  timestampMs: 5,
};

describe('finishBatch', () => {
  it('writes a header that the library reads back field by field', () => {
    fc.assert(
      fc.property(
        records,
        fc.bigInt({ min: 0n, max: 2n ** 62n }),
        fc.integer({ min: 0, max: 32767 }),
        fc.integer({ min: 0, max: 2 ** 31 - 1 }),
        (plain, producerId, producerEpoch, baseSequence) => {
          const { buffer, end } = layOutRecords(plain);
          const batch = finishBatch(buffer, end, {
            ...facts(plain.length),
            producerId,
            producerEpoch,
            baseSequence,
          });
          const library = readRecordsBatch(Reader.from(batch));
          expect(library).toMatchObject({
            firstOffset: 0n,
            magic: 2,
            attributes: 0,
            lastOffsetDelta: plain.length - 1,
            firstTimestamp: 1_700_000_000_000n,
            maxTimestamp: 1_700_000_000_000n,
            producerId,
            producerEpoch,
            firstSequence: baseSequence,
          });
          expect(library.records.map(({ key, value }) => ({ key, value }))).toEqual(
            plain.map(({ key, value }) => ({ key, value })),
          );
          expect(library.crc).toBe(checksumOf(batch, AT.attributes, end));
        },
      ),
    );
  });

  it('works in the caller’s memory and leaves what follows the end alone', () => {
    const { buffer, end } = layOutRecords([oneRecord]);
    const larger = Buffer.concat([buffer, Buffer.alloc(40, 7)]);
    const batch = finishBatch(larger, end, facts(1));
    expect(batch.buffer).toBe(larger.buffer);
    expect(batch).toHaveLength(end);
    expect(larger.subarray(end).every((byte) => byte === 7)).toBe(true);
  });

  it('refuses a batch without records or beyond its memory', () => {
    const { buffer, end } = layOutRecords([oneRecord]);
    expect(() => finishBatch(buffer, end, facts(0))).toThrow(RangeError);
    expect(() => finishBatch(buffer, RECORDS_OFFSET, facts(1))).toThrow(RangeError);
    expect(() => finishBatch(buffer, end + 1, facts(1))).toThrow(RangeError);
  });
});

describe('readRecords', () => {
  it('reads what the library wrote, whatever the compression', () => {
    fc.assert(
      fc.property(records, compression, offset, (plain, compression, baseOffset) => {
        const batch = libraryBatch(plain, { compression, baseOffset });
        expect(read(batch)).toEqual(
          plain.map((wanted, index) => ({ ...wanted, offset: baseOffset + BigInt(index) })),
        );
      }),
    );
  });

  it('reads keys and values on both sides of each length of their length field', () => {
    const sizes = [0, 1, 63, 64, 8191, 8192].map((size) => Buffer.alloc(size, size));
    const plain = sizes.flatMap((key) =>
      sizes.map((value) => ({ key, value, headers: [], timestampMs: 5 })),
    );
    expect(read(libraryBatch(plain)).map(({ key, value }) => [key, value])).toEqual(
      plain.map(({ key, value }) => [key, value]),
    );
  });

  it('reads offsets on both sides of each length of their field', () => {
    const plain = Array.from({ length: 8194 }, () => oneRecord);
    const offsets = read(libraryBatch(plain)).map(({ offset }) => offset);
    expect(offsets).toEqual(plain.map((_, index) => BigInt(index)));
  });

  it('reads several batches and leaves out a cut last one, wherever the cut is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(records, compression), { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (shapes, part) => {
          const batches = shapes.map(([plain, compression], index) =>
            libraryBatch(plain, { compression, baseOffset: BigInt(index) * 1000n }),
          );
          const whole = Buffer.concat(batches);
          const cut = whole.subarray(0, Math.floor(whole.length * part));
          let length = 0;
          const expected = shapes.flatMap(([plain], index) => {
            length += batches[index]?.length ?? 0;
            return length <= cut.length ? plain.map(({ value }) => value) : [];
          });
          expect(read(cut).map(({ value }) => value)).toEqual(expected);
        },
      ),
    );
  });

  it('skips the records before the offset that was asked for', () => {
    fc.assert(
      fc.property(records, compression, fc.nat(40), (plain, compression, skipped) => {
        const batch = libraryBatch(plain, { compression, baseOffset: 100n });
        const offsets = read(batch, 100n + BigInt(skipped)).map(({ offset }) => offset);
        expect(offsets).toEqual(plain.map((_, i) => 100n + BigInt(i)).slice(skipped));
      }),
    );
  });

  it.each([
    ['80 80 80 80 10', 2 ** 31],
    ['ff ff ff ff 0f', -(2 ** 31)],
    ['fe ff ff ff ff 7f', 2 ** 41 - 1],
  ])('reads a time delta of 64 bits, %s as %d ms', (delta, expectedMs) => {
    const deltaBytes = Buffer.from(delta.replaceAll(' ', ''), 'hex');
    // Attributes, time delta, offset delta 0, null key, null value, no headers.
    const body = Buffer.concat([Buffer.of(0), deltaBytes, Buffer.of(0, 1, 1, 0)]);
    const batch = Buffer.concat([Buffer.alloc(RECORDS_OFFSET), Buffer.of(body.length << 1), body]);
    finishBatch(batch, batch.length, { recordCount: 1, timestampMs: 2 ** 42 });
    expect(read(batch)[0]?.timestampMs).toBe(2 ** 42 + expectedMs);
  });

  it('passes over control batches', () => {
    const marker = libraryBatch([oneRecord]);
    marker.writeInt16BE(ATTRIBUTE.isControl | ATTRIBUTE.isTransactional, AT.attributes);
    const buffer = Buffer.concat([
      reseal(marker),
      libraryBatch([{ ...oneRecord, value: Buffer.from('after') }], { baseOffset: 1n }),
    ]);
    expect(read(buffer).map(({ value }) => value?.toString())).toEqual(['after']);
  });

  it('takes the broker’s time when the topic says so', () => {
    const batch = libraryBatch([oneRecord]);
    batch.writeInt16BE(ATTRIBUTE.isLogAppendTime, AT.attributes);
    batch.writeBigInt64BE(99n, AT.maxTimestamp);
    expect(read(reseal(batch))[0]?.timestampMs).toBe(99);
  });
});

describe('a damaged batch', () => {
  it('is found by its checksum, whichever byte changed', () => {
    fc.assert(
      fc.property(records, compression, fc.nat(), fc.integer({ min: 1, max: 255 }), (...given) => {
        const [plain, compression, where, flip] = given;
        const batch = libraryBatch(plain, { compression });
        const at = AT.attributes + (where % (batch.length - AT.attributes));
        batch[at] = (batch[at] ?? 0) ^ flip;
        expect(() => {
          for (const header of batchesOf(batch)) checkBatch(batch, header, 'a spec');
        }).toThrow(CorruptBatchError);
      }),
    );
  });

  it('never makes the reader throw anything but its own errors, even with a right checksum', () => {
    fc.assert(
      fc.property(
        records,
        compression,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (plain, compression, changes) => {
          const batch = libraryBatch(plain, { compression });
          for (const [where, value] of changes) {
            batch[AT.attributes + (where % (batch.length - AT.attributes))] = value;
          }
          expectNamedErrorOrNone(reseal(batch));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('never makes the reader throw anything but its own errors on any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (array) => {
        const buffer = Buffer.from(array);
        expectNamedErrorOrNone(buffer);
        if (buffer.length > AT.magic) buffer[AT.magic] = 2;
        expectNamedErrorOrNone(buffer);
      }),
      { numRuns: 1000 },
    );
  });

  it('says where it comes from', () => {
    const batch = libraryBatch([oneRecord], { baseOffset: 12n });
    batch[batch.length - 1] = 77;
    const cursor = new RecordCursor();
    cursor.open({ buffer: batch, firstOffset: 0n, topic: 'mes.dmp.v1', partition: 3 });
    expect(() => cursor.next()).toThrow(/mes\.dmp\.v1\/3, base offset 12.*CRC-32C/);
  });

  it('is refused when its record count is wrong, too high or too low', () => {
    for (const recordCount of [1, 3]) {
      const batch = libraryBatch([oneRecord, oneRecord]);
      batch.writeInt32BE(recordCount, AT.recordCount);
      expect(() => read(reseal(batch))).toThrow(CorruptBatchError);
    }
  });

  it('is refused when a record lies outside the offsets of its batch', () => {
    const batch = libraryBatch([oneRecord, oneRecord]);
    batch.writeInt32BE(0, AT.lastOffsetDelta);
    expect(() => read(reseal(batch))).toThrow(/offset delta 1 after 0/);
  });

  it('is refused when it is of an older format or of an unknown compression', () => {
    const old = libraryBatch([oneRecord]);
    old[AT.magic] = 1;
    expect(() => read(old)).toThrow(UnsupportedBatchError);
    const odd = libraryBatch([oneRecord]);
    odd.writeInt16BE(5, AT.attributes);
    expect(() => read(reseal(odd))).toThrow(/compression 0 to 4.*came 5/);
  });

  it('is refused when it unpacks to more than the bound, one byte more', () => {
    const large = { ...oneRecord, value: Buffer.alloc(5000) };
    for (const compression of ['gzip', 'snappy', 'lz4', 'zstd'] as const) {
      const buffer = libraryBatch([large], { compression });
      const size = libraryBatch([large]).length - RECORDS_OFFSET;
      const readWithin = (unpackedBytesMax: number) => [
        ...readRecords({ buffer, firstOffset: 0n }, { unpackedBytesMax }),
      ];
      expect(readWithin(size)).toHaveLength(1);
      expect(() => readWithin(size - 1)).toThrow(BatchTooLargeToUnpackError);
    }
  });
});

describe('a flipped bit that would hide a batch', () => {
  it('is found by the checksum before the batch is taken for a control batch', () => {
    const batch = libraryBatch([oneRecord]);
    batch.writeInt16BE(ATTRIBUTE.isControl, AT.attributes);
    expect(() => read(batch)).toThrow(CorruptBatchError);
  });

  it('is found before the batch is taken for one that was read already', () => {
    const batch = libraryBatch([oneRecord, oneRecord], { baseOffset: 10n });
    batch.writeInt32BE(0, AT.lastOffsetDelta);
    expect(() => read(batch, 11n)).toThrow(/CRC-32C/);
  });
});

describe('wholeBatches', () => {
  const first = libraryBatch([oneRecord, oneRecord], { baseOffset: 10n });
  const second = libraryBatch([oneRecord], { baseOffset: 12n });
  const both = Buffer.concat([first, second]);

  it('ends after the last whole batch and continues after its last offset', () => {
    const hasGap = false;
    const at = { end: both.length, nextOffset: 13n, hasGap };
    expect(wholeBatches(both, 'a spec', 10n)).toEqual(at);
    expect(wholeBatches(both, 'a spec', 11n)).toEqual(at);
    expect(wholeBatches(both.subarray(0, -1), 'a spec', 10n)).toEqual({
      end: first.length,
      nextOffset: 12n,
      hasGap,
    });
    expect(wholeBatches(first.subarray(0, -1), 'a spec', 10n)).toBeUndefined();
  });

  it('tells of offsets that are missing, as compaction leaves them', () => {
    const later = libraryBatch([oneRecord], { baseOffset: 13n });
    expect(wholeBatches(both, 'a spec', 9n)).toMatchObject({ hasGap: true });
    expect(wholeBatches(Buffer.concat([first, later]), 'a spec', 10n)).toMatchObject({
      hasGap: true,
      nextOffset: 14n,
    });
  });

  it.each<[string, Buffer, bigint]>([
    ['overlap', Buffer.concat([first, libraryBatch([oneRecord], { baseOffset: 11n })]), 10n],
    ['go back', Buffer.concat([second, first]), 10n],
    ['lie before what was asked for', both, 13n],
    ['are beyond what 63 bits hold', libraryBatch([oneRecord], { baseOffset: 2n ** 63n - 1n }), 0n],
  ])('refuses batches whose offsets %s', (_what, buffer, position) => {
    expect(() => wholeBatches(buffer, 'a spec', position)).toThrow(CorruptBatchError);
  });
});

function expectNamedErrorOrNone(buffer: Buffer): void {
  try {
    read(buffer);
  } catch (error) {
    const isNamed =
      error instanceof CorruptBatchError ||
      error instanceof UnsupportedBatchError ||
      error instanceof BatchTooLargeToUnpackError;
    if (!isNamed) throw error;
  }
}
