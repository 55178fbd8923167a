import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { libraryBatch } from '../fixtures/records.js';
import { dropAbortedBatches, type AbortedTransaction } from './aborted-batches.js';
import { checksumOf } from './checksum.js';
import { CorruptBatchError } from './errors.js';
import { AT, ATTRIBUTE, RECORDS_OFFSET } from './layout.js';
import { readRecords } from './read-records.js';
import { batchesOf } from './record-batch.js';

type Step = { readonly producer: number } & (
  { readonly kind: 'plain' } | { readonly kind: 'write' } | { readonly kind: 'commit' | 'abort' }
);

/** A log as a broker would have it, with the list it sends along and the values that count. */
function play(steps: readonly Step[]): {
  log: Buffer;
  aborted: AbortedTransaction[];
  counted: string[];
} {
  const batches: Buffer[] = [];
  const aborted: AbortedTransaction[] = [];
  const open = new Map<number, { first: bigint; values: string[] }>();
  const valuesInOrder: string[] = [];
  const lost = new Set<string>();
  steps.forEach((step, index) => {
    const baseOffset = BigInt(index);
    const producerId = BigInt(step.producer);
    const value = `${step.producer}:${index}`;
    const transaction = open.get(step.producer);
    if (step.kind === 'commit' || step.kind === 'abort') {
      if (transaction === undefined) return;
      open.delete(step.producer);
      batches.push(marker(step.kind, baseOffset, producerId));
      if (step.kind === 'commit') return;
      aborted.push({ producerId, firstOffset: transaction.first });
      for (const each of transaction.values) lost.add(each);
      return;
    }
    if (step.kind === 'write') {
      open.set(step.producer, {
        first: transaction?.first ?? baseOffset,
        values: [...(transaction?.values ?? []), value],
      });
    } else if (transaction !== undefined) {
      return;
    }
    valuesInOrder.push(value);
    batches.push(
      sealed(
        libraryBatch([{ key: null, value: Buffer.from(value), headers: [], timestampMs: 0 }], {
          baseOffset,
          producerId,
        }),
        step.kind === 'write' ? ATTRIBUTE.isTransactional : 0,
      ),
    );
  });
  // What is still open would not be sent by a broker that reads committed records only.
  for (const { values } of open.values()) for (const each of values) lost.add(each);
  for (const [producer, { first }] of open) {
    aborted.push({ producerId: BigInt(producer), firstOffset: first });
  }
  return {
    log: Buffer.concat(batches),
    aborted,
    counted: valuesInOrder.filter((value) => !lost.has(value)),
  };
}

function marker(kind: 'commit' | 'abort', baseOffset: bigint, producerId: bigint): Buffer {
  const key = Buffer.alloc(4);
  key.writeInt16BE(kind === 'commit' ? 1 : 0, 2);
  const batch = libraryBatch([{ key, value: Buffer.alloc(6), headers: [], timestampMs: 0 }], {
    baseOffset,
    producerId,
  });
  return sealed(batch, ATTRIBUTE.isControl | ATTRIBUTE.isTransactional);
}

function sealed(batch: Buffer, attributes: number): Buffer {
  batch.writeInt16BE(attributes, AT.attributes);
  batch.writeUInt32BE(checksumOf(batch, AT.attributes, batch.length), AT.checksum);
  return batch;
}

const valuesOf = (buffer: Buffer) =>
  [...readRecords({ buffer, firstOffset: 0n })].map(({ value }) => value?.toString());

describe('dropAbortedBatches', () => {
  it('leaves exactly the records that count, whatever transactions are interleaved', () => {
    const step: fc.Arbitrary<Step> = fc.record({
      producer: fc.integer({ min: 1, max: 3 }),
      kind: fc.constantFrom('plain', 'write', 'commit', 'abort'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { log, aborted, counted } = play(steps);
        expect(valuesOf(dropAbortedBatches(log, aborted, 'a spec'))).toEqual(counted);
      }),
      { numRuns: 500 },
    );
  });

  it('touches nothing when no transaction was aborted', () => {
    const { log } = play([{ producer: 1, kind: 'plain' }]);
    expect(dropAbortedBatches(log, [], 'a spec')).toBe(log);
  });

  it('drops no batch that only a flipped bit calls a part of the transaction', () => {
    const { log, aborted } = play([
      { producer: 1, kind: 'write' },
      { producer: 1, kind: 'abort' },
    ]);
    const damaged = Buffer.from(log);
    damaged.writeUInt8((damaged[AT.recordCount + 10] ?? 0) ^ 1, AT.recordCount + 10);
    expect(() => dropAbortedBatches(damaged, aborted, 'a spec')).toThrow(CorruptBatchError);
  });

  it('leaves a damaged marker to the reader, who refuses it', () => {
    const { log, aborted } = play([
      { producer: 1, kind: 'write' },
      { producer: 1, kind: 'abort' },
      { producer: 1, kind: 'plain' },
    ]);
    const marker = [...batchesOf(log)][1]?.start ?? -1;
    // The low byte of the marker's type: abort becomes commit.
    const type = marker + RECORDS_OFFSET + 8;
    log.writeUInt8((log[type] ?? 0) ^ 1, type);
    expect(() => valuesOf(dropAbortedBatches(log, aborted, 'a spec'))).toThrow(CorruptBatchError);
  });
});
