import { beforeEach, describe, expect, it } from '@jest/globals';
import { CountingOwner } from '#libs/aggregation';
import { TOPICS } from '#libs/events';
import { OwnershipLostError, type DeadLetter } from '#libs/kafka';
import { WorkMeter } from '#libs/platform';
import { CheckpointLostError, type VolumeChanges, type TakenPartition } from '#libs/store';
import { Logger } from '@nestjs/common';
import { deposit, fetched } from '#libs/testing';
import { VolumeCounter } from './volume-counter.js';

Logger.overrideLogger(false);

/** A checkpoint in memory that can be held up, and that can lose its partitions. */
class FakeCheckpoint {
  readonly commits: VolumeChanges[] = [];
  readonly log: string[] = [];
  gate: Promise<void> = Promise.resolve();
  failure: Error | undefined;
  #offset = 0n;
  #epoch = 0;

  take(assigned: readonly { topic: string; partition: number }[]): Promise<TakenPartition[]> {
    this.#epoch += 1;
    return Promise.resolve(
      assigned.map(({ topic, partition }) => ({
        topic,
        partition,
        offset: this.#offset,
        epoch: this.#epoch,
        sequences: new Map(),
      })),
    );
  }

  async commit(changes: VolumeChanges): Promise<[]> {
    await this.gate;
    if (this.failure) throw this.failure;
    this.commits.push(changes);
    this.log.push('commit');
    this.#offset = changes.partitions[0]?.nextOffset ?? this.#offset;
    return [];
  }
}

const lost = new CheckpointLostError([
  { consumer: 'volume-aggregator', topic: TOPICS.dmp, partition: 0, detail: 'test' },
]);
const assigned = [{ topic: TOPICS.dmp, topicId: 'topic-id', partition: 0 }];

describe('the owner of partitions whose volumes are counted', () => {
  let checkpoint: FakeCheckpoint;
  let owner: CountingOwner;
  let nowMs: number;
  let offset: bigint;
  let letters: DeadLetter[];
  let shown: bigint[];
  let meter: WorkMeter;

  beforeEach(async () => {
    checkpoint = new FakeCheckpoint();
    nowMs = 0;
    offset = 0n;
    letters = [];
    shown = [];
    meter = new WorkMeter({ monotonicMs: () => nowMs }, 'idle');
    owner = new CountingOwner(
      'one',
      { records: 10, intervalMs: 1000, intervalBehindMs: 3000 },
      new VolumeCounter(checkpoint),
      {
        deadLetters: {
          send: (letter) => {
            letters.push(letter);
            checkpoint.log.push('dead letter');
            return Promise.resolve();
          },
        },
        clock: { monotonicMs: () => nowMs },
        meter,
        display: (offsets) => {
          for (const shownOffset of offsets) shown.push(shownOffset.offset);
          return Promise.resolve();
        },
      },
    );
    await owner.take(assigned);
  });

  /** Folds this many new events; so many more lie in the log. */
  const fold = async (events: number, lag = 0): Promise<void> => {
    const first = offset;
    offset += BigInt(events);
    const values = Array.from({ length: events }, (_, index) =>
      deposit({ sequence: Number(first) + index }),
    );
    const batches = fetched(values, { firstOffset: first });
    await owner.fold({ ...batches, highWatermark: batches.endOffset + BigInt(lag) });
  };
  const nextOffsets = (): (bigint | undefined)[] =>
    checkpoint.commits.map(({ partitions }) => partitions[0]?.nextOffset);

  it('commits at the bound of records and not one before', async () => {
    await fold(9);
    await owner.idle();
    expect(nextOffsets()).toEqual([9n]);
    await fold(9);
    expect(checkpoint.commits).toHaveLength(1);
    await fold(1);
    await owner.idle();
    expect(nextOffsets()).toEqual([9n, 19n]);
  });

  it('commits once the oldest record folded reaches the interval', async () => {
    await fold(1);
    nowMs = 999;
    await fold(1);
    expect(checkpoint.commits).toHaveLength(0);
    nowMs = 1000;
    await fold(1);
    await owner.drop();
    expect(nextOffsets()).toEqual([3n]);
  });

  it('commits what is folded when nothing comes any more, and then nothing again', async () => {
    await fold(2);
    await owner.idle();
    await owner.idle();
    expect(nextOffsets()).toEqual([2n]);
    expect(shown).toEqual([2n]);
  });

  it('folds on while a commit is under way, and has one commit at a time', async () => {
    const gate = Promise.withResolvers<undefined>();
    checkpoint.gate = gate.promise.then(() => undefined);
    await fold(10);
    await fold(5);
    let isThrough = false;
    const third = fold(5).then(() => {
      isThrough = true;
    });
    await Promise.resolve();
    expect([checkpoint.commits.length, isThrough]).toEqual([0, false]);
    gate.resolve(undefined);
    await third;
    await owner.idle();
    expect(nextOffsets()).toEqual([10n, 20n]);
    expect(checkpoint.commits[1]?.partitions[0]?.expectedOffset).toBe(10n);
  });

  it('folds on when a commit is due while another is under way, up to the bound of records', async () => {
    const gate = Promise.withResolvers<undefined>();
    await fold(1);
    nowMs = 1000;
    checkpoint.gate = gate.promise.then(() => undefined);
    await fold(1);
    for (nowMs = 2000; nowMs < 11_000; nowMs += 1000) await fold(1);
    let isThrough = false;
    const tenth = fold(1).then(() => {
      isThrough = true;
    });
    await new Promise(setImmediate);
    expect([checkpoint.commits.length, isThrough]).toEqual([0, false]);
    gate.resolve(undefined);
    await tenth;
    await owner.idle();
    expect(nextOffsets()).toEqual([2n, 12n]);
  });

  it('commits less often while far behind, and as often as ever once it is near the end', async () => {
    await fold(1, 1000);
    nowMs = 1000;
    await fold(1, 999);
    nowMs = 2999;
    await fold(1, 998);
    expect([checkpoint.commits.length, owner.lagEvents]).toEqual([0, 998]);
    nowMs = 3000;
    await fold(1, 997);
    await fold(1, 3);
    expect(nextOffsets()).toEqual([4n]);
    nowMs = 4000;
    await fold(1, 2);
    await owner.drop();
    expect([nextOffsets(), owner.lagEvents]).toEqual([[4n, 6n], 0]);
  });

  it('tells what it spends its time on', async () => {
    nowMs = 5;
    await fold(1, 7);
    nowMs = 8;
    const gate = Promise.withResolvers<undefined>();
    checkpoint.gate = gate.promise.then(() => undefined);
    const idle = owner.idle();
    await new Promise(setImmediate);
    nowMs = 108;
    gate.resolve(undefined);
    await idle;
    nowMs = 110;
    expect(meter.snapshot()).toEqual({
      working: 0,
      // Until the first records came, and then because there were more of them.
      waiting_broker: 8,
      waiting_database: 100,
      waiting_schedule: 0,
      idle: 2,
    });
  });

  it('writes dead letters before the offset that passes them', async () => {
    await owner.fold(fetched([deposit(), Buffer.from('no event')]));
    await owner.idle();
    expect(checkpoint.log).toEqual(['dead letter', 'commit']);
    expect(letters).toMatchObject([{ offset: 1n, reason: 'BAD_MAGIC' }]);
  });

  it('tells the server when another process owns the partitions, whoever waits next', async () => {
    checkpoint.failure = lost;
    await fold(10);
    await expect(owner.idle()).rejects.toBeInstanceOf(OwnershipLostError);
    await fold(5);
    await expect(fold(10)).rejects.toMatchObject({ cause: lost });
  });

  it('forgets what was folded after a loss, and counts from the checkpoint again', async () => {
    checkpoint.failure = lost;
    await fold(10);
    await owner.drop();
    checkpoint.failure = undefined;
    expect(await owner.take(assigned)).toMatchObject([{ offset: 0n }]);
    offset = 0n;
    await fold(3);
    await owner.idle();
    expect(checkpoint.commits).toMatchObject([
      { partitions: [{ epoch: 2, expectedOffset: 0n, nextOffset: 3n, counted: 3 }] },
    ]);
  });

  it('commits before it lets go of partitions that it still owns', async () => {
    await fold(3);
    await owner.drop();
    expect(nextOffsets()).toEqual([3n]);
    expect(await owner.take(assigned)).toMatchObject([{ offset: 3n }]);
  });

  it('stores nothing that was folded when the next batches are damaged', async () => {
    await fold(3);
    const damaged = fetched([deposit({ sequence: 3 })], { firstOffset: 3n });
    damaged.buffer.writeUInt8(0xff, damaged.buffer.length - 10);
    await expect(owner.fold(damaged)).rejects.toThrow(/Corrupt record batch/);
    await owner.drop();
    expect(checkpoint.commits).toEqual([]);
  });

  it('does not hide a failure of the database behind a loss', async () => {
    checkpoint.failure = new Error('disk full');
    await fold(10);
    await expect(owner.drop()).rejects.toThrow('disk full');
  });

  it('says when it has taken partitions', async () => {
    await expect(owner.whenTaken).resolves.toBeUndefined();
  });
});
