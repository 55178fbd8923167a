import { describe, expect, it } from '@jest/globals';
import { Reader, Writer, fetchV13 } from '@platformatic/kafka';
import fc from 'fast-check';
import { CorruptResponseError } from '../errors.js';
import { libraryBatch } from '../fixtures/records.js';
import { readFetchResponse, writeFetchRequest } from './fetch-codec.js';

const uuid = fc.uuid();
const int64 = fc.bigInt({ min: 0n, max: 2n ** 62n });

describe('writeFetchRequest', () => {
  it('writes the bytes that the library writes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ topicId: uuid, partition: fc.nat(48), position: int64 }), {
          maxLength: 8,
        }),
        (partitions) => {
          const grouped = Map.groupBy(partitions, ({ topicId }) => topicId);
          const library = fetchV13.createRequest(
            250,
            1,
            8_000_000,
            1,
            0,
            -1,
            [...grouped].map(([topicId, entries]) => ({
              topicId,
              partitions: entries.map(({ partition, position }) => ({
                partition,
                currentLeaderEpoch: -1,
                fetchOffset: position,
                lastFetchedEpoch: -1,
                partitionMaxBytes: 1_000_000,
              })),
            })),
            [],
            '',
          );
          const ours = writeFetchRequest({
            waitMs: 250,
            bytesMax: 8_000_000,
            partitionBytesMax: 1_000_000,
            partitions,
          });
          expect(ours.buffer.toString('hex')).toBe(library.buffer.toString('hex'));
        },
      ),
    );
  });
});

const partitionResponse = fc.record({
  partition: fc.nat(48),
  highWatermark: int64,
  logStartOffset: int64,
  aborted: fc.array(fc.record({ producerId: int64, firstOffset: int64 }), { maxLength: 3 }),
  values: fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 3 }),
  hasTag: fc.boolean(),
});
type ModelPartition = typeof partitionResponse extends fc.Arbitrary<infer T> ? T : never;

function recordsOf({ values }: ModelPartition): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  return libraryBatch(
    values.map((value) => ({ key: null, value: Buffer.from(value), headers: [], timestampMs: 0 })),
  );
}

function responseOf(topics: readonly (readonly [string, readonly ModelPartition[]])[]): Buffer {
  return Writer.create()
    .appendInt32(0)
    .appendInt16(0)
    .appendInt32(0)
    .appendArray([...topics], (w, [topicId, partitions]) =>
      w.appendUUID(topicId).appendArray(
        [...partitions],
        (w, part) => {
          w.appendInt32(part.partition)
            .appendInt16(0)
            .appendInt64(part.highWatermark)
            .appendInt64(part.highWatermark)
            .appendInt64(part.logStartOffset)
            .appendArray(part.aborted, (w, { producerId, firstOffset }) =>
              w.appendInt64(producerId).appendInt64(firstOffset),
            )
            .appendInt32(-1)
            .appendBytes(recordsOf(part));
          if (part.hasTag) w.append(Buffer.from('0101080000000700000003', 'hex'));
          else w.appendTaggedFields();
        },
        true,
        false,
      ),
    )
    .appendTaggedFields().buffer;
}

describe('readFetchResponse', () => {
  const topics = fc.array(fc.tuple(uuid, fc.array(partitionResponse, { maxLength: 4 })), {
    maxLength: 3,
  });

  it('reads what the library reads', () => {
    fc.assert(
      fc.property(topics, (model) => {
        const bytes = responseOf(model);
        const library = fetchV13.parseResponse(0, 1, 13, Reader.from(bytes));
        const ours = readFetchResponse(bytes);
        expect(ours.errorCode).toBe(0);
        expect(
          ours.partitions.map(({ records, aborted, ...rest }) => ({
            ...rest,
            aborted,
            bytes: records.length,
          })),
        ).toEqual(
          library.responses.flatMap(({ topicId, partitions }, t) =>
            partitions.map((part, p) => ({
              topicId,
              partition: part.partitionIndex,
              errorCode: part.errorCode,
              highWatermark: part.highWatermark,
              logStartOffset: part.logStartOffset,
              aborted: part.abortedTransactions,
              bytes: recordsOf(modelAt(model, t, p)).length,
            })),
          ),
        );
      }),
    );
  });

  it('throws a named error when the response ends too early, wherever that is', () => {
    fc.assert(
      fc.property(topics, fc.double({ min: 0, max: 0.999, noNaN: true }), (model, part) => {
        const bytes = responseOf(model);
        const cut = bytes.subarray(0, Math.floor((bytes.length - 1) * part));
        try {
          readFetchResponse(cut);
        } catch (error) {
          expect(error).toBeInstanceOf(CorruptResponseError);
        }
      }),
    );
  });
});

function modelAt(
  model: readonly (readonly [string, readonly ModelPartition[]])[],
  topic: number,
  partition: number,
): ModelPartition {
  const found = model[topic]?.[1][partition];
  if (found === undefined) throw new Error('the library read something that is not there');
  return found;
}
