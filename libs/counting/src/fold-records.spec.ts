import { describe, expect, it } from '@jest/globals';
import { TOPICS, encodeEvent } from '#libs/events';
import type { TakenPartition } from '#libs/store';
import { REGISTERED_AT_MS, deposit, fetched, type TestValue } from '#libs/testing';
import fc from 'fast-check';
import { VolumeFold, type FoldedChanges, type RecordsToFold } from './volume-fold.js';

const DAY_MS = 86_400_000;

const values: fc.Arbitrary<TestValue> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        source: fc.constantFrom('dmp/test/1/0', 'dmp/test/1/12', 'dmp/test/2/0'),
        sequence: fc.nat(6),
        solution: fc.nat(3),
        registeredAt: fc.nat(40).map((days) => REGISTERED_AT_MS + days * DAY_MS),
      })
      .map((given) => deposit(given)),
  },
  fc.constantFrom(null, Buffer.from('no event')),
);

const KEY = Buffer.from('1750000018');

function recordsOf(list: readonly TestValue[]): RecordsToFold {
  const parts = list.map((value) =>
    value === null || Buffer.isBuffer(value) ? value : encodeEvent(value),
  );
  let end = KEY.length;
  const places = parts.map((bytes) => {
    const start = end;
    end += bytes?.length ?? 0;
    return bytes === null ? [-1, -1] : [start, end];
  });
  return {
    topic: TOPICS.dmp,
    recordCount: list.length,
    buffer: Buffer.concat([KEY, ...parts.map((bytes) => bytes ?? Buffer.alloc(0))]),
    offsets: Float64Array.from(list, (_, index) => index),
    keyStarts: new Int32Array(list.length),
    keyEnds: new Int32Array(list.length).fill(KEY.length),
    valueStarts: Int32Array.from(places, ([start = -1]) => start),
    valueEnds: Int32Array.from(places, ([, last = -1]) => last),
  };
}

function takenFold(): VolumeFold {
  const fold = new VolumeFold();
  const taken: TakenPartition = {
    topic: TOPICS.dmp,
    partition: 0,
    offset: 0n,
    epoch: 1,
    sequences: new Map(),
  };
  fold.take([taken]);
  return fold;
}

/** Everything but freshness, which records that are no fetched batches do not have. */
function withoutSent({ changes, deadLetters }: FoldedChanges): unknown {
  return { ...changes, sent: undefined, deadLetters };
}

describe('records that are no fetched batches', () => {
  it('are counted as the same records of batches, in one piece or in several', () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 20 }), fc.nat(20), (list, cut) => {
        const [batches, records] = [takenFold(), takenFold()];
        if (list.length > 0) batches.fold(fetched(list));
        const all = Int32Array.from(list, (_, index) => index);
        const first = all.subarray(0, cut);
        const second = all.subarray(cut);
        for (const part of [first, second]) {
          records.foldRecords(recordsOf(list), 0, part, part.length);
        }
        expect(records.pendingRecords).toBe(batches.pendingRecords);
        expect(withoutSent(records.takeChanges())).toEqual(withoutSent(batches.takeChanges()));
      }),
    );
  });

  it('ask for a commit when they hold many sampled persons', () => {
    const rowsMax = 200_000;
    const patient = Buffer.alloc(8);
    const list = Array.from({ length: rowsMax + 1 }, (_, sequence) => {
      patient.writeUInt32BE(sequence);
      return encodeEvent(deposit({ sequence, patient }));
    });
    const [all, fold] = [recordsOf(list), takenFold()];
    fold.foldRecords(
      all,
      0,
      Int32Array.from(list, (_, index) => index),
      rowsMax,
    );
    expect([fold.isFull, fold.cells.people.size]).toEqual([false, rowsMax]);
    fold.foldRecords(all, 0, Int32Array.of(rowsMax), 1);
    expect(fold.isFull).toBe(true);
    fold.takeChanges();
    expect([fold.isFull, fold.cells.people.size]).toEqual([false, 0]);
  });

  it('are those that the indices name', () => {
    const list = [0, 1, 2, 3].map((sequence) => deposit({ sequence }));
    const fold = takenFold();
    fold.foldRecords(recordsOf(list), 0, Int32Array.of(3, 1, 0), 2);
    const { changes } = fold.takeChanges();
    expect(changes.partitions).toMatchObject([{ records: 2, counted: 2, nextOffset: 2n }]);
  });

  it('are refused for a partition that was not taken', () => {
    const fold = takenFold();
    expect(() => {
      fold.foldRecords(recordsOf([deposit()]), 1, Int32Array.of(0), 1);
    }).toThrow(/mes\.dmp\.v1\/1 is not taken/);
  });
});
