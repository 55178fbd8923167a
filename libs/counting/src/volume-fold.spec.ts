import { beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/events';
import { MEASURE } from '#libs/indicators';
import { departmentOfCode, monthStartMs, parseMonth } from '#libs/reference';
import { SequenceSet, type VolumeChanges, type TakenPartition } from '#libs/store';
import fc from 'fast-check';
import { REGISTERED_AT_MS, SENT_AT_MS, deposit, fetched, type TestValue } from '#libs/testing';
import { VolumeFold } from './volume-fold.js';

const december = parseMonth('2023-12');
const paris = departmentOfCode('75').index;
const taken = (given: Partial<TakenPartition> = {}): TakenPartition => ({
  topic: TOPICS.dmp,
  partition: 0,
  offset: 0n,
  epoch: 3,
  sequences: new Map(),
  ...given,
});

describe('VolumeFold', () => {
  let fold: VolumeFold;

  beforeEach(() => {
    fold = new VolumeFold();
    fold.take([taken()]);
  });

  const foldAll = (...values: TestValue[]): ReturnType<VolumeFold['takeChanges']> => {
    fold.fold(fetched(values));
    return fold.takeChanges();
  };

  it('counts an event once in the cells of its month, measure, solution, department and type', () => {
    const { changes, deadLetters } = foldAll(deposit());
    const key = ((december * 16 + MEASURE.documentsDeposited) * 256 + 3) * 128 + paris;
    const typeKey = ((december * 16 + MEASURE.documentsDeposited) * 256 + 3) * 64;
    expect(changes.volumes).toEqual({
      months: [december],
      byDepartment: { keys: `{${key}}`, events: '{1}', cells: 1 },
      byType: { keys: `{${typeKey}}`, events: '{1}', cells: 1 },
      people: { persons: '{}', places: '{}', documents: '{}', rows: 0 },
    });
    expect(deadLetters).toEqual([]);
  });

  it('reports offsets, counts and the latest registration of each partition', () => {
    const late = deposit({ sequence: 1, registeredAt: REGISTERED_AT_MS + 5 });
    const { changes } = foldAll(late, deposit(), deposit(), deposit({ sequence: 2 }));
    expect(changes.partitions).toEqual([
      {
        topic: TOPICS.dmp,
        partition: 0,
        epoch: 3,
        expectedOffset: 0n,
        nextOffset: 4n,
        records: 4,
        counted: 3,
        duplicates: 1,
        deadLettered: 0,
        watermarkMs: REGISTERED_AT_MS + 5,
      },
    ]);
    expect(changes.sources).toEqual([
      {
        topic: TOPICS.dmp,
        partition: 0,
        source: 'dmp/test/1/0',
        changes: { lowWaterMark: 3, pages: [], emptiedPages: [] },
      },
    ]);
  });

  it('dates events by the batch that they were sent in, and only new ones', () => {
    const events = [0, 1, 2, 3, 3, 4, 5, 0].map((sequence) => deposit({ sequence }));
    expect(foldAll(...events).changes.sent).toEqual([
      { sentAtMs: SENT_AT_MS, events: 4 },
      { sentAtMs: SENT_AT_MS + 4, events: 2 },
    ]);
  });

  it('counts an event whose time of sending no clock shows, and says nothing of its freshness', () => {
    fold.fold(fetched([deposit()], { sentAtMs: 0 }));
    const { changes } = fold.takeChanges();
    expect(changes.partitions).toMatchObject([{ counted: 1 }]);
    expect(changes.sent).toEqual([]);
  });

  it('puts a record without key into the dead letters: it might lie in two partitions', () => {
    fold.fold(fetched([deposit()], { key: null }));
    const { changes, deadLetters } = fold.takeChanges();
    expect(changes.partitions).toMatchObject([{ records: 1, counted: 0, deadLettered: 1 }]);
    expect(deadLetters).toMatchObject([{ reason: 'NO_KEY', key: null, offset: 0n }]);
  });

  it('goes on from what was counted before, and gives changes once', () => {
    foldAll(deposit(), deposit({ sequence: 1 }));
    expect(fold.hasProgress).toBe(false);
    expect(fold.takeChanges().changes.partitions).toEqual([]);
    fold.fold(fetched([deposit({ sequence: 1 }), deposit({ sequence: 2 })], { firstOffset: 2n }));
    expect(fold.hasProgress).toBe(true);
    expect(fold.pendingRecords).toBe(2);
    expect(fold.takeChanges().changes.partitions).toMatchObject([
      { expectedOffset: 2n, nextOffset: 4n, records: 2, counted: 1, duplicates: 1 },
    ]);
  });

  it('knows what the checkpoint has counted', () => {
    const sequences = new Map([['dmp/test/1/0', SequenceSet.restore(5, [])]]);
    fold.take([taken({ offset: 5n, sequences })]);
    fold.fold(fetched([deposit({ sequence: 4 }), deposit({ sequence: 5 })], { firstOffset: 5n }));
    expect(fold.takeChanges().changes.partitions).toMatchObject([{ counted: 1, duplicates: 1 }]);
  });

  it('skips the records of a batch before the offset asked for', () => {
    fold.take([taken({ offset: 2n })]);
    const batches = fetched([0, 1, 2, 3].map((sequence) => deposit({ sequence })));
    fold.fold({ ...batches, firstOffset: 2n });
    expect(fold.takeChanges().changes.partitions).toMatchObject([{ records: 2, counted: 2 }]);
  });

  it('tells sources of equal length apart', () => {
    const sources = ['dmp/test/1/0', 'dmp/test/1/1', 'dmp/test/2/0', 'dmp/test/1/0'];
    const { changes } = foldAll(...sources.map((source) => deposit({ source })));
    expect(changes.partitions).toMatchObject([{ counted: 3, duplicates: 1 }]);
    expect(changes.sources.map(({ source }) => source).sort()).toEqual(
      [...new Set(sources)].sort(),
    );
  });

  it('chooses the month at midnight in Europe/Paris', () => {
    const midnight = monthStartMs(december);
    const { changes } = foldAll(
      deposit({ registeredAt: midnight - 1 }),
      deposit({ sequence: 1, registeredAt: midnight }),
    );
    expect(changes.volumes.months).toEqual([december - 1, december]);
  });

  it('never lets a replacement, a visibility change or a deletion raise the volume', () => {
    const head = deposit();
    const { changes } = foldAll(
      { ...head, record: 'DocumentReplaced', replacedSequence: 0 },
      {
        ...head,
        sequence: 1,
        record: 'DocumentVisibilityChanged',
        documentSequence: 0,
        visibility: 'MASQUE_PS',
      },
      { ...head, sequence: 2, record: 'DocumentDeleted', documentSequence: 0 },
    );
    expect(changes.partitions).toMatchObject([{ counted: 3 }]);
    const measures = (changes.volumes.byDepartment.keys.match(/\d+/g) ?? []).map(
      (key) => (Number(key) >> 15) & 15,
    );
    expect(measures).toEqual([
      MEASURE.documentsReplaced,
      MEASURE.documentsVisibilityChanged,
      MEASURE.documentsDeleted,
    ]);
  });

  it('counts the deposited documents of a person in 1,024 by month and department', () => {
    const sampled = Uint8Array.of(0xff, 0, 0, 0, 0, 0, 4, 0);
    const events = [
      deposit({ patient: sampled }),
      deposit({ patient: sampled, sequence: 1 }),
      deposit({ patient: sampled, sequence: 1 }),
      deposit({ patient: sampled, sequence: 2, patientDepartment: '974' }),
      deposit({ patient: Uint8Array.of(0xff, 0, 0, 0, 0, 0, 4, 1), sequence: 3 }),
      {
        ...deposit({ patient: sampled, sequence: 4 }),
        record: 'DocumentReplaced',
        replacedSequence: 0,
      },
      {
        ...deposit({ patient: sampled, sequence: 5 }),
        record: 'DepositRefused',
        reason: 'INS_NOT_QUALIFIED',
      },
    ] as TestValue[];
    const place = december * 128;
    const person = BigInt.asIntN(64, 0xff00_0000_0000_0400n);
    expect(foldAll(...events).changes.volumes.people).toEqual({
      persons: `{${person},${person}}`,
      places: `{${place + paris},${place + departmentOfCode('974').index}}`,
      documents: '{2,1}',
      rows: 2,
    });
    // Taken once.
    fold.fold(fetched([deposit({ sequence: 6 })], { firstOffset: 7n }));
    expect(fold.takeChanges().changes.volumes.people.rows).toBe(0);
  });

  it('gives the same cells for any order and any repetition of the same events', () => {
    const list = Array.from({ length: 12 }, (_, sequence) =>
      deposit({
        sequence,
        patient: Uint8Array.of(0, 0, 0, sequence % 3, 0, 0, 4, 0),
        solution: sequence % 5,
        registeredAt: REGISTERED_AT_MS - sequence * 4e8,
      }),
    );
    const once = volumesOf(list);
    const delivery = fc
      .tuple(
        fc.shuffledSubarray(list, { minLength: list.length }),
        fc.array(fc.constantFrom(...list)),
      )
      .map(([all, again]) => [...all, ...again]);
    fc.assert(
      fc.property(delivery, (records) => {
        expect(volumesOf(records)).toEqual(once);
      }),
    );
  });

  describe('refuses for good, with the original bytes and the offset, and goes on', () => {
    it.each<[string, TestValue, string]>([
      ['a record without a value', null, 'NO_VALUE'],
      ['bytes that are no event', Buffer.from('hello'), 'BAD_MAGIC'],
      ['another magic byte', Buffer.from([1, 0, 0, 0, 1]), 'BAD_MAGIC'],
      ['an empty value', Buffer.alloc(0), 'TRUNCATED'],
      [
        'an event of another channel',
        {
          ...deposit({ source: 'mssante/test/1/0' }),
          record: 'MessageReceiptReceived',
          kind: 'CITIZEN',
          messageSequence: 0,
          disposition: 'PROCESSED',
          errorCode: 0,
        },
        'WRONG_TOPIC',
      ],
    ])('%s', (_, value, reason) => {
      const { changes, deadLetters } = foldAll(deposit(), value, deposit({ sequence: 1 }));
      expect(changes.partitions).toMatchObject([
        { records: 3, counted: 2, duplicates: 0, deadLettered: 1, nextOffset: 3n },
      ]);
      const [letter] = deadLetters;
      expect(deadLetters).toHaveLength(1);
      expect(letter).toMatchObject({ topic: TOPICS.dmp, partition: 0, offset: 1n, reason });
      expect(letter?.key).toEqual(Uint8Array.from(Buffer.from('1750000018')));
      if (Buffer.isBuffer(value)) expect(letter?.value).toEqual(Uint8Array.from(value));
      if (value === null) expect(letter?.value).toBeNull();
      expect(changes.sources.map(({ source }) => source)).toEqual(['dmp/test/1/0']);
    });

    it('a sequence that is too far ahead to be tracked', () => {
      const sequences = new SequenceSet();
      for (let page = 1; page <= 4096; page++) sequences.add(page * 65_536);
      fold.take([taken({ sequences: new Map([['dmp/test/1/0', sequences]]) })]);
      const { changes, deadLetters } = foldAll(deposit({ sequence: 5000 * 65_536 }), deposit());
      expect(deadLetters).toMatchObject([{ reason: 'SEQUENCE_TOO_SPARSE', offset: 0n }]);
      expect(changes.partitions).toMatchObject([{ counted: 1, deadLettered: 1 }]);
    });
  });

  it('copies refused records: the fetch buffer is used again', () => {
    const batches = fetched([Buffer.from('hello')]);
    fold.fold(batches);
    batches.buffer.fill(0);
    expect(fold.takeChanges().deadLetters[0]?.value).toEqual(Uint8Array.from(Buffer.from('hello')));
  });

  it('refuses batches of a partition that is not taken, or that jump', () => {
    expect(() => {
      fold.fold(fetched([deposit()], { partition: 1 }));
    }).toThrow('mes.dmp.v1/1 is not taken');
    expect(() => {
      fold.fold(fetched([deposit()], { firstOffset: 5n }));
    }).toThrow('expected records from offset 0, came 5');
  });

  it('counts nothing of a batch whose bytes were damaged', () => {
    const batches = fetched([deposit()]);
    batches.buffer.writeUInt8(0xff, batches.buffer.length - 10);
    expect(() => {
      fold.fold(batches);
    }).toThrow(/Corrupt record batch/);
    expect(fold.hasProgress).toBe(false);
  });

  it('forgets everything when dropped', () => {
    fold.fold(fetched([deposit(), Buffer.from('hello')]));
    fold.drop();
    fold.take([taken()]);
    expect(fold.hasProgress).toBe(false);
    const { changes, deadLetters } = foldAll(deposit());
    expect(changes.partitions).toMatchObject([{ counted: 1, records: 1 }]);
    expect(deadLetters).toEqual([]);
  });

  it('asks for a commit when it holds too many dead letters, and no longer once they are taken', () => {
    const refused = Array.from({ length: 50_000 }, () => null);
    fold.fold(fetched(refused, { batchRecords: 10_000 }));
    expect(fold.isFull).toBe(false);
    fold.fold(fetched([null], { firstOffset: 50_000n }));
    expect(fold.isFull).toBe(true);
    fold.takeChanges();
    expect(fold.isFull).toBe(false);
  });

  it('asks for a commit when the dead letters it holds are too large, and no longer once dropped', () => {
    const key = Buffer.from('1750000018').length;
    const quarter = Buffer.alloc(4 * 1024 * 1024 - key, 1);
    fold.fold(fetched([quarter, quarter, quarter, quarter]));
    expect(fold.isFull).toBe(false);
    fold.fold(fetched([Buffer.alloc(0)], { firstOffset: 4n }));
    expect(fold.isFull).toBe(true);
    fold.drop();
    expect(fold.isFull).toBe(false);
  });

  it('counts each source by itself when sources and partitions take turns', () => {
    fold.take([taken(), taken({ partition: 1 })]);
    const sources = ['dmp/test/1/0', 'dmp/test/1/1', 'dmp/t', 'dmp/test/1/0'];
    const events = sources.flatMap((source) => [0, 1].map((n) => deposit({ source, sequence: n })));
    for (const partition of [0, 1]) fold.fold(fetched(events, { partition }));
    for (const partition of [1, 0]) fold.fold(fetched(events, { partition, firstOffset: 8n }));
    expect(fold.takeChanges().changes.partitions).toMatchObject([
      { partition: 0, records: 16, counted: 6, duplicates: 10 },
      { partition: 1, records: 16, counted: 6, duplicates: 10 },
    ]);
  });

  it('asks for a commit when a stream spreads over too many months', () => {
    const months = Array.from({ length: 321 }, (_, index) => monthStartMs(index));
    const events = months.flatMap((registeredAt, index) => {
      const head = deposit({ sequence: 2 * index, registeredAt });
      return [
        head,
        {
          ...head,
          sequence: head.sequence + 1,
          record: 'DocumentDeleted' as const,
          documentSequence: 0,
        },
      ];
    });
    fold.fold(fetched(events.slice(0, 640)));
    expect(fold.isFull).toBe(false);
    fold.fold(fetched(events.slice(640), { firstOffset: 640n }));
    expect(fold.isFull).toBe(true);
  });
});

/** The volumes that a fresh fold makes of the records. */
function volumesOf(records: readonly TestValue[]): VolumeChanges['volumes'] {
  const fold = new VolumeFold();
  fold.take([taken()]);
  fold.fold(fetched(records));
  return fold.takeChanges().changes.volumes;
}
