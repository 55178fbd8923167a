import { describe, expect, it } from '@jest/globals';
import { Reader, readRecordsBatch } from '@platformatic/kafka';
import fc from 'fast-check';
import { layOutRecords } from '../fixtures/records.js';
import { RECORDS_OFFSET } from './layout.js';
import { COMPRESSION_CODES, packRecords, type Compression } from './pack.js';
import { readRecords } from './read-records.js';
import { batchesOf, checkBatch, finishBatch } from './record-batch.js';

const PACKED = ['lz4', 'zstd'] as const;

/** Records that repeat themselves, as ours do. */
const repetitive = fc
  .array(fc.record({ key: fc.nat(20), value: fc.nat(9) }), { minLength: 20, maxLength: 200 })
  .map((facts) =>
    facts.map(({ key, value }) => ({
      key: Buffer.from(`site-${String(key)}`),
      value: Buffer.from(`a document of type ${String(value)} `.repeat(3)),
    })),
  );

const facts = (recordCount: number, compression: Compression) => ({
  recordCount,
  timestampMs: 1_700_000_000_000,
  producerId: 7n,
  producerEpoch: 1,
  baseSequence: 3,
  compression,
});

describe('a packed batch', () => {
  it.each(PACKED)('holds the records of the plain one, with %s', (compression) => {
    fc.assert(
      fc.property(repetitive, (records) => {
        const { buffer, end } = layOutRecords(records);
        const packed = finishBatch(buffer, end, facts(records.length, compression));
        const plain = finishBatch(buffer, end, facts(records.length, 'none'));
        expect([...readRecords({ buffer: packed, firstOffset: 0n })]).toEqual([
          ...readRecords({ buffer: plain, firstOffset: 0n }),
        ]);
        expect(packed.length).toBeLessThan(plain.length);
      }),
      { numRuns: 30 },
    );
  });

  it.each(PACKED)(
    'says all that the plain one says, and how it is packed, with %s',
    (compression) => {
      const records = Array.from({ length: 50 }, () => ({
        key: Buffer.from('site'),
        value: Buffer.from('deposit'),
      }));
      const { buffer, end } = layOutRecords(records);
      const packed = finishBatch(buffer, end, facts(50, compression));
      const [header] = batchesOf(packed);
      expect(header).toEqual({
        ...[...batchesOf(finishBatch(buffer, end, facts(50, 'none')))][0],
        end: packed.length,
        compression: COMPRESSION_CODES[compression],
      });
      if (header !== undefined) checkBatch(packed, header, 'spec');
      expect(readRecordsBatch(Reader.from(packed)).records).toHaveLength(50);
    },
  );

  it.each(PACKED)('leaves the memory of the sender as it is, with %s', (compression) => {
    fc.assert(
      fc.property(repetitive, (records) => {
        const { buffer, end } = layOutRecords(records);
        const before = Buffer.from(buffer);
        finishBatch(buffer, end, facts(records.length, compression));
        expect(before.equals(buffer)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it.each(PACKED)('stays plain when %s would save nothing', (compression) => {
    const { buffer, end } = layOutRecords([{ key: null, value: Buffer.from([1, 2, 3]) }]);
    expect(packRecords(buffer, end, compression)).toBeUndefined();
    const batch = finishBatch(buffer, end, facts(1, compression));
    expect([...batchesOf(batch)][0]?.compression).toBe(0);
    expect(batch.length).toBe(end);
    expect(end).toBeGreaterThan(RECORDS_OFFSET);
  });
});
