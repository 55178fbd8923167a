import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ModelBrokers, TOPIC, TOPIC_ID, type FetchFault } from '../fixtures/model-brokers.js';
import { ModelClock } from '../fixtures/model-clock.js';
import {
  BrokerLostError,
  OffsetOutOfRangeError,
  TopicRecreatedError,
  UnknownTopicError,
} from '../errors.js';
import { DEAF_AFTER_MS, NotListeningError, assertListening } from '../meters/listening.js';
import { CorruptBatchError } from '../record-batch/errors.js';
import { readRecords } from '../record-batch/read-records.js';
import { BatchFetcher, type BatchFetcherOptions, type BatchTaker } from './batch-fetcher.js';
import type { FetchedBatches } from './contract.js';

function fetcherOn(
  brokers: ModelBrokers,
  options: Partial<BatchFetcherOptions> & { offset?: bigint } = {},
): BatchFetcher {
  const starts = brokers.partitions.map((_, partition) => ({
    topic: TOPIC,
    topicId: TOPIC_ID,
    partition,
    offset: options.offset ?? 0n,
  }));
  return new BatchFetcher(brokers, starts, {
    fetchBytesMax: 100_000,
    partitionFetchBytesMax: 100_000,
    fetchWaitMs: 1,
    fetchAheadMax: 1,
    brokerLossMs: 60_000,
    clock: new ModelClock(),
    ...options,
  });
}

/** Collects the values of each partition, and stops when all expected records have come. */
function collector(
  expected: number,
  stop: () => void,
): BatchTaker & { values: Map<number, string[]>; idles: number } {
  let seen = 0;
  const values = new Map<number, string[]>();
  return {
    values,
    idles: 0,
    handOver({ partition, buffer, firstOffset }: FetchedBatches) {
      const known = values.get(partition) ?? [];
      values.set(partition, known);
      for (const { value } of readRecords({ buffer, firstOffset })) {
        known.push(String(value));
        seen++;
      }
      if (seen >= expected) stop();
      return Promise.resolve();
    },
    idle() {
      this.idles++;
      if (seen >= expected) stop();
      return Promise.resolve();
    },
  };
}

const sizes = fc.array(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }), {
  minLength: 1,
  maxLength: 5,
});
const fault: fc.Arbitrary<FetchFault> = fc.constantFrom(
  'none',
  'connection lost',
  'leader moved',
  'last batch cut',
  'nothing',
);

describe('BatchFetcher', () => {
  it('hands every record over once and in order in its partition, whatever passes on the way', async () => {
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.array(fault, { maxLength: 30 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 400 }),
        async (batches, faults, fetchAheadMax, fetchBytesMax) => {
          const brokers = new ModelBrokers(batches, faults);
          const fetcher = fetcherOn(brokers, { fetchAheadMax, fetchBytesMax });
          const totals = batches.map((each) => each.reduce((sum, size) => sum + size, 0));
          const total = totals.reduce((sum, size) => sum + size, 0);
          const taker = collector(total, () => {
            fetcher.stop();
          });
          await fetcher.run(taker);
          totals.forEach((count, partition) => {
            expect(taker.values.get(partition) ?? []).toEqual(
              Array.from({ length: count }, (_, offset) => `${partition}:${offset}`),
            );
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('starts at the position it was given, inside a batch too', async () => {
    const brokers = new ModelBrokers([[3, 3]]);
    const fetcher = fetcherOn(brokers, { offset: 2n });
    const taker = collector(4, () => {
      fetcher.stop();
    });
    await fetcher.run(taker);
    expect(taker.values.get(0)).toEqual(['0:2', '0:3', '0:4', '0:5']);
  });

  it('fetches ahead while a handler works, and no further than its bound', async () => {
    for (const fetchAheadMax of [1, 2]) {
      const brokers = new ModelBrokers([[1, 1, 1, 1, 1, 1, 1, 1]]);
      const fetcher = fetcherOn(brokers, { fetchAheadMax, fetchBytesMax: 1 });
      let handled = 0;
      const held = new Set<number>();
      await fetcher.run({
        async handOver() {
          handled++;
          for (let turn = 0; turn < 20; turn++) await new Promise((go) => setImmediate(go));
          held.add(brokers.unreleased + brokers.underWay);
          if (handled === 6) fetcher.stop();
        },
        idle: () => Promise.resolve(),
      });
      // The one that is worked on, and those ahead of it.
      expect(Math.max(...held)).toBe(1 + fetchAheadMax);
    }
  });

  it('lets no partition starve although the first one fills every answer', async () => {
    const many = Array.from({ length: 50 }, () => 1);
    const brokers = new ModelBrokers([many, [], many, [], [1]]);
    const fetcher = fetcherOn(brokers, { fetchBytesMax: 1 });
    const order: number[] = [];
    await fetcher.run({
      handOver({ partition }) {
        order.push(partition);
        if (order.length === 3) fetcher.stop();
        return Promise.resolve();
      },
      idle: () => Promise.resolve(),
    });
    expect(new Set(order)).toEqual(new Set([0, 2, 4]));
  });

  it('tells when it is quiet, again and again, and never while a handler runs', async () => {
    const brokers = new ModelBrokers([[1]]);
    const fetcher = fetcherOn(brokers);
    let isHandling = false;
    let idles = 0;
    await fetcher.run({
      async handOver() {
        isHandling = true;
        for (let turn = 0; turn < 10; turn++) await new Promise((go) => setImmediate(go));
        isHandling = false;
      },
      idle() {
        expect(isHandling).toBe(false);
        if (++idles === 3) fetcher.stop();
        return Promise.resolve();
      },
    });
    expect(idles).toBe(3);
  });

  it('waits for the running handler when it is stopped, and hands nothing over afterwards', async () => {
    const brokers = new ModelBrokers([[1, 1, 1, 1]]);
    const fetcher = fetcherOn(brokers, { fetchBytesMax: 1 });
    const events: string[] = [];
    const ended = fetcher
      .run({
        async handOver() {
          events.push('begins');
          fetcher.stop();
          for (let turn = 0; turn < 10; turn++) await new Promise((go) => setImmediate(go));
          events.push('ends');
        },
        idle: () => Promise.resolve(),
      })
      .then(() => events.push('stopped'));
    await ended;
    expect(events).toEqual(['begins', 'ends', 'stopped']);
  });

  it('shows how far it is', async () => {
    const brokers = new ModelBrokers([[2, 3]]);
    const fetcher = fetcherOn(brokers);
    await fetcher.run(
      collector(5, () => {
        fetcher.stop();
      }),
    );
    expect(fetcher.progress).toEqual([
      { topic: TOPIC, partition: 0, position: 5n, highWatermark: 5n },
    ]);
  });

  it('ends with the error of a handler', async () => {
    const fetcher = fetcherOn(new ModelBrokers([[1]]));
    const failing = { handOver: () => Promise.reject(new Error('fold')), idle: () => never };
    await expect(fetcher.run(failing)).rejects.toThrow('fold');
  });

  it('never jumps over records that retention has removed', async () => {
    const brokers = new ModelBrokers([[5, 5]]);
    const partition = brokers.partitions[0];
    if (partition !== undefined) partition.startOffset = 5n;
    const run = fetcherOn(brokers, { offset: 4n }).run(nobody);
    await expect(run).rejects.toThrow(OffsetOutOfRangeError);
    await expect(run).rejects.toThrow(/offset 4 of model\/0 .* the first one is 5/);
  });

  it('stops at a topic that was made again, before and during reading', async () => {
    const before = new ModelBrokers([[1]]);
    before.topicId = '99999999-2222-3333-4444-555555555555';
    await expect(fetcherOn(before).run(nobody)).rejects.toThrow(TopicRecreatedError);

    const during = new ModelBrokers([[1]]);
    const run = fetcherOn(during).run({
      ...nobody,
      handOver() {
        during.topicId = '99999999-2222-3333-4444-555555555555';
        return Promise.resolve();
      },
    });
    await expect(run).rejects.toThrow(TopicRecreatedError);
  });

  it('stops when the topic stays deleted or the brokers stay away for longer than its bound', async () => {
    const deleted = new ModelBrokers([[1]]);
    deleted.topicId = undefined;
    const gone = fetcherOn(deleted, { brokerLossMs: 1000 }).run(nobody);
    await expect(gone).rejects.toThrow(UnknownTopicError);
    const down = new ModelBrokers([[1]]);
    down.areBrokersDown = true;
    const lost = fetcherOn(down, { brokerLossMs: 1000 }).run(nobody);
    await expect(lost).rejects.toThrow(BrokerLostError);
  });

  it('goes on when the brokers come back within its bound', async () => {
    const brokers = new ModelBrokers([[1, 1]]);
    const clock = new OutageClock(brokers, 5000);
    const fetcher = fetcherOn(brokers, { fetchBytesMax: 1, clock });
    const taker = collector(2, () => {
      fetcher.stop();
    });
    await fetcher.run({
      idle: () => Promise.resolve(),
      async handOver(batches) {
        brokers.areBrokersDown = true;
        await taker.handOver(batches);
      },
    });
    expect(clock.monotonicMs()).toBeGreaterThanOrEqual(5000);
    expect(taker.values.get(0)).toEqual(['0:0', '0:1']);
  });

  it('is deaf to who asks while no broker answers, long before it gives up', async () => {
    const brokers = new ModelBrokers([[1]]);
    brokers.areBrokersDown = true;
    const clock = new ModelClock();
    const fetcher = fetcherOn(brokers, { clock });
    const startedAtMs = clock.nowMs();
    await expect(fetcher.run(nobody)).rejects.toThrow(BrokerLostError);
    // A member all the while: heartbeats alone would not tell.
    const state = { isMember: true, assignedPartitions: 1, lastPollAtMs: fetcher.lastPollAtMs };
    expect(() => {
      assertListening(state, startedAtMs + DEAF_AFTER_MS);
    }).not.toThrow();
    expect(() => {
      assertListening(state, startedAtMs + DEAF_AFTER_MS + 1);
    }).toThrow(NotListeningError);
    expect(clock.nowMs() - startedAtMs).toBeGreaterThan(2 * DEAF_AFTER_MS);
  });

  it('is deaf for the broker that does not answer, although another one does', async () => {
    // Partition 0 is led by one broker, partition 1 by another.
    const brokers = new ModelBrokers([[1], [1]]);
    brokers.silentLeader = 1;
    const clock = new ModelClock();
    const fetcher = fetcherOn(brokers, { clock, brokerLossMs: 120_000 });
    const startedAtMs = clock.nowMs();
    let silentMs = 0;
    await fetcher.run({
      ...nobody,
      async idle() {
        await clock.sleep(1000);
        silentMs = clock.nowMs() - fetcher.lastPollAtMs;
        if (clock.nowMs() - startedAtMs > 2 * DEAF_AFTER_MS) fetcher.stop();
      },
    });
    expect(silentMs).toBeGreaterThan(DEAF_AFTER_MS);
  });

  it('stops at a batch that cannot be one', async () => {
    const brokers = new ModelBrokers([[1]]);
    brokers.partitions[0]?.batches[0]?.bytes.writeInt32BE(3, 8);
    await expect(fetcherOn(brokers).run(nobody)).rejects.toThrow(CorruptBatchError);
  });
});

/** Brings the brokers back at an instant of its own time, however slow the machine is. */
class OutageClock extends ModelClock {
  readonly #brokers: ModelBrokers;
  readonly #backAtMs: number;

  constructor(brokers: ModelBrokers, backAtMs: number) {
    super();
    this.#brokers = brokers;
    this.#backAtMs = backAtMs;
  }

  override async sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    await super.sleep(durationMs, signal);
    if (this.monotonicMs() >= this.#backAtMs) this.#brokers.areBrokersDown = false;
  }
}

const never = Promise.resolve();
const nobody: BatchTaker = { handOver: () => never, idle: () => never };
