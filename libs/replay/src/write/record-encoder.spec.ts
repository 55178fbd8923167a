import { describe, expect, it } from '@jest/globals';
import { DEAD_LETTER_HEADER, finishBatch, readRecords, type RecordHeader } from '#libs/kafka';
import fc from 'fast-check';
import { blockOf, type TestRecord } from '../fixtures/test-blocks.js';
import { FIRST_RECORD_AT, RecordEncoder } from './record-encoder.js';
import { keptHeaders, replayMark } from './replay-headers.js';

const LEFT_OUT = [
  'traceparent',
  'TraceParent',
  'tracestate',
  'baggage',
  'mes-replay',
  DEAD_LETTER_HEADER.topic,
  DEAD_LETTER_HEADER.reason,
];
const bytes = fc.uint8Array({ maxLength: 600 }).map((given) => Buffer.from(given));
const headers: fc.Arbitrary<RecordHeader[]> = fc.array(
  fc.record({
    key: fc.oneof(fc.constantFrom(...LEFT_OUT), fc.string({ unit: 'grapheme', maxLength: 12 })),
    value: fc.option(bytes, { nil: null }),
  }),
  { maxLength: 5 },
);
const records: fc.Arbitrary<TestRecord> = fc.record({
  key: fc.option(fc.string({ maxLength: 200 }), { nil: null }),
  value: fc.option(bytes, { nil: null }),
  offset: fc.oneof(
    fc.nat(20),
    fc.constantFrom(0x7fffffff, 0x80000000, 2 ** 53 - 1),
    fc.maxSafeNat(),
  ),
  headers,
});

describe('a replayed record', () => {
  it('has the bytes of key and value, the headers that are kept, and the mark', () => {
    const targets = fc.constantFrom('mes.dmp.v1', 'other');
    fc.assert(
      fc.property(fc.array(records, { minLength: 1, maxLength: 20 }), targets, (list, target) => {
        const block = blockOf(list, { topic: 'mes.dmp.v1', partition: 11 });
        const encoder = new RecordEncoder('9f3a21c4', target);
        const buffer = Buffer.alloc(400_000);
        let end = FIRST_RECORD_AT;
        list.forEach((_, index) => {
          const room = encoder.bytesMax(block, index);
          const next = encoder.write(buffer, end, index, block, index);
          expect(next - end).toBeLessThanOrEqual(room);
          end = next;
        });
        const batch = finishBatch(buffer, end, { recordCount: list.length, timestampMs: 5 });
        const read = [...readRecords({ buffer: batch, firstOffset: 0n })];
        expect(read.map(({ key, value }) => [key?.toString() ?? null, value])).toEqual(
          list.map(({ key, value }) => [key ?? null, value ?? null]),
        );
        for (const [index, record] of list.entries()) {
          const kept = (record.headers ?? []).filter(
            ({ key }) => !LEFT_OUT.some((name) => name.toLowerCase() === key.toLowerCase()),
          );
          expect(read[index]?.headers).toEqual([
            ...kept,
            {
              key: 'mes-replay',
              value: Buffer.from(
                replayMark('9f3a21c4', { ...block, offset: record.offset ?? -1 }, target),
              ),
            },
          ]);
        }
      }),
    );
  });

  it('names the topic it was read from where that is another one', () => {
    const origin = { topic: 'mes.dmp.v1', partition: 11, offset: 7n };
    expect(replayMark('9f3a21c4', origin, 'mes.dmp.v1')).toBe('9f3a21c4/11/7');
    expect(replayMark('9f3a21c4', origin, 'test')).toBe('9f3a21c4/mes.dmp.v1/11/7');
  });

  it('keeps the headers of others, in their order, and none of a journey before', () => {
    const given = ['a', ...LEFT_OUT, 'b', 'a'].map((key) => ({ key, value: null }));
    expect(keptHeaders(given).map(({ key }) => key)).toEqual(['a', 'b', 'a']);
  });
});
