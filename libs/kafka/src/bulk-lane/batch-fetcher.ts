import type { Clock } from '#libs/platform';
import { asError, isPassing, type BrokerAddress } from '../cluster/cluster.js';
import { RETRY_DELAY_MS } from '../cluster/options.js';
import {
  BrokerLostError,
  BrokerUnreachableError,
  TopicRecreatedError,
  UnknownTopicError,
} from '../errors.js';
import { Slots } from '../producer/slots.js';
import type { AssignedPartition, FetchedBatches } from './contract.js';
import type { FetchChannel, FetchResponse } from './fetch-channel.js';
import { refusalOf, takeBatches, type ReadPosition } from './fetch-answers.js';
import { ReadyQueue } from './ready-queue.js';

export interface BatchFetcherOptions {
  readonly fetchBytesMax: number;
  readonly partitionFetchBytesMax: number;
  readonly fetchWaitMs: number;
  readonly fetchAheadMax: number;
  readonly brokerLossMs: number;
  readonly clock: Clock;
}

/** Who takes what was fetched, one call at a time. */
export interface BatchTaker {
  handOver(batches: FetchedBatches): Promise<void>;
  idle(): Promise<void>;
}

/** A partition that is read, and how far. */
interface Reading extends ReadPosition {
  leader: BrokerAddress | undefined;
  /** Since when it has had no answer; undefined while all is well. */
  troubledSinceMs: number | undefined;
  /** When a broker last answered a fetch for it, wall clock, milliseconds; at first when it was begun. */
  answeredAtMs: number;
}

/** Where a partition stands, for displays of lag. */
export interface PartitionProgress {
  readonly topic: string;
  readonly partition: number;
  /** Position after the last batches that a handler is done with. */
  readonly position: bigint;
  readonly highWatermark: bigint;
}

interface Ready {
  readonly batches: readonly FetchedBatches[];
  readonly response: FetchResponse;
  readonly slots: Slots;
}

/**
 * Reads partitions from given positions until it is stopped: one fetch under way per broker, the
 * next one while a handler works on the last. It knows nothing of groups or checkpoints.
 */
export class BatchFetcher {
  readonly #channel: FetchChannel;
  readonly #options: BatchFetcherOptions;
  readonly #clock: Clock;
  /** In the order in which they are asked for: who was served goes to the end. */
  #readings: Reading[];
  readonly #handled = new Map<string, PartitionProgress>();
  readonly #ready: ReadyQueue<Ready>;
  readonly #fetchers = new Map<number, Promise<void>>();
  #seeker: Promise<void> | undefined;
  readonly #stopped = new AbortController();
  #failure: Error | undefined;

  constructor(
    channel: FetchChannel,
    starts: readonly (AssignedPartition & { readonly offset: bigint })[],
    options: BatchFetcherOptions,
  ) {
    this.#channel = channel;
    this.#options = options;
    this.#clock = options.clock;
    const beganAtMs = this.#clock.nowMs();
    this.#ready = new ReadyQueue(this.#clock, this.#stopped.signal);
    this.#readings = starts.map(({ topic, topicId, partition, offset }) => ({
      topic,
      topicId,
      partition,
      position: offset,
      cutAnswers: 0,
      leader: undefined,
      troubledSinceMs: undefined,
      answeredAtMs: beganAtMs,
    }));
  }

  /**
   * When a broker last answered a fetch for the partition that has waited longest, wall clock,
   * milliseconds: of three brokers the two that answer must not hide the one that does not.
   */
  get lastPollAtMs(): number {
    return this.#readings.reduce(
      (oldest, { answeredAtMs }) => Math.min(oldest, answeredAtMs),
      this.#clock.nowMs(),
    );
  }

  get progress(): PartitionProgress[] {
    return [...this.#handled.values()];
  }

  /**
   * Reads until stop(), which this resolves after, with no handler running.
   *
   * @throws the error of a handler, OffsetOutOfRangeError, TopicRecreatedError, UnknownTopicError,
   *   CorruptBatchError, BrokerLostError, BrokerRefusedError
   */
  async run(taker: BatchTaker): Promise<void> {
    if (!this.#isStopped()) this.#seekLeaders();
    try {
      await this.#handOverAll(taker);
    } catch (error) {
      this.#fail(error);
    }
    await this.#channel.close();
    await this.#seeker;
    await Promise.all(this.#fetchers.values());
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Hands over nothing more. The running handler, if any, goes on to its end. */
  stop(): void {
    this.#stopped.abort();
  }

  #isStopped(): boolean {
    return this.#stopped.signal.aborted;
  }

  #fail(error: unknown): void {
    this.#failure ??= asError(error);
    this.stop();
  }

  async #handOverAll(taker: BatchTaker): Promise<void> {
    while (!this.#isStopped()) {
      const ready = await this.#ready.take(this.#options.fetchWaitMs);
      if (this.#isStopped()) return;
      if (ready === undefined) {
        await taker.idle();
        continue;
      }
      // From here on the next fetch goes out, while these batches are worked on.
      ready.slots.giveBack();
      for (const batches of ready.batches) {
        if (this.#isStopped()) return;
        await taker.handOver(batches);
        this.#handled.set(`${batches.topic}/${batches.partition}`, {
          topic: batches.topic,
          partition: batches.partition,
          position: batches.endOffset,
          highWatermark: batches.highWatermark,
        });
      }
      ready.response.release();
    }
  }

  #partitionsOf(leader: BrokerAddress): Reading[] {
    return this.#readings.filter((reading) => reading.leader?.nodeId === leader.nodeId);
  }

  /** One fetch after the other to one broker, as long as it leads any of our partitions. */
  async #fetchFrom(leader: BrokerAddress): Promise<void> {
    const slots = new Slots(this.#options.fetchAheadMax);
    // Whoever waits for a slot when the fetcher stops has to wake up to see it.
    this.#stopped.signal.addEventListener('abort', () => {
      slots.giveBack();
    });
    while (!this.#isStopped()) {
      await slots.take();
      const asked = this.#partitionsOf(leader);
      if (this.#isStopped() || asked.length === 0) return;
      try {
        const response = await this.#channel.fetch(leader, {
          waitMs: this.#options.fetchWaitMs,
          bytesMax: this.#options.fetchBytesMax,
          partitionBytesMax: this.#options.partitionFetchBytesMax,
          partitions: asked,
        });
        this.#accept(response, slots);
      } catch (error) {
        if (this.#isStopped()) return;
        if (!isPassing(asError(error))) throw error;
        this.#loseLeader(asked, error);
        slots.giveBack();
      }
    }
  }

  /** Takes the batches of a response and moves the positions past them. */
  #accept(response: FetchResponse, slots: Slots): void {
    const readings = new Map(this.#readings.map((reading) => [nameOf(reading), reading]));
    const batches: FetchedBatches[] = [];
    const served = new Set<Reading>();
    if (response.errorCode !== 0) throw refusalOf('a fetch', response.errorCode);
    const nowMs = this.#clock.nowMs();
    for (const part of response.partitions) {
      const reading = readings.get(nameOf(part));
      if (reading === undefined) continue;
      const outcome = takeBatches(part, reading);
      if (outcome === 'lost') {
        this.#loseLeader([reading], undefined);
        continue;
      }
      reading.troubledSinceMs = undefined;
      reading.answeredAtMs = nowMs;
      if (outcome === undefined) continue;
      reading.position = outcome.endOffset;
      batches.push(outcome);
      served.add(reading);
    }
    this.#readings = [
      ...this.#readings.filter((reading) => !served.has(reading)),
      ...this.#readings.filter((reading) => served.has(reading)),
    ];
    if (batches.length > 0) {
      this.#ready.put({ batches, response, slots });
    } else {
      response.release();
      slots.giveBack();
    }
  }

  #loseLeader(readings: readonly Reading[], cause: unknown): void {
    const nowMs = this.#clock.monotonicMs();
    for (const reading of readings) {
      reading.leader = undefined;
      reading.troubledSinceMs ??= nowMs;
      const silentMs = nowMs - reading.troubledSinceMs;
      if (silentMs > this.#options.brokerLossMs) {
        throw new BrokerLostError(`${reading.topic}/${reading.partition}`, silentMs, { cause });
      }
    }
    this.#seekLeaders();
  }

  /** Looks for the leaders of all partitions without one, until each has been found. */
  #seekLeaders(): void {
    this.#seeker ??= this.#seekUntilFound()
      .catch((error: unknown) => {
        this.#fail(error);
      })
      .finally(() => {
        this.#seeker = undefined;
        // A leader may have been lost between the last look and here.
        const isLost = this.#readings.some((reading) => reading.leader === undefined);
        if (isLost && !this.#isStopped()) this.#seekLeaders();
      });
  }

  async #seekUntilFound(): Promise<void> {
    for (;;) {
      const lost = this.#readings.filter((reading) => reading.leader === undefined);
      if (lost.length === 0 || this.#isStopped()) return;
      // The first look at all is at once; after trouble, a leader takes a moment to be elected.
      if (lost.some((reading) => reading.troubledSinceMs !== undefined)) await this.#pause();
      for (const topic of new Set(lost.map((reading) => reading.topic))) {
        if (this.#isStopped()) return;
        await this.#findLeaders(topic, lost);
      }
    }
  }

  async #findLeaders(topic: string, lost: readonly Reading[]): Promise<void> {
    const seekers = lost.filter((reading) => reading.topic === topic);
    let cause: unknown;
    try {
      const layout = await this.#channel.layout(topic);
      if (layout === undefined) cause = new UnknownTopicError(topic);
      for (const reading of layout === undefined ? [] : seekers) {
        if (layout?.topicId !== reading.topicId) {
          throw new TopicRecreatedError(topic, reading.topicId, layout?.topicId ?? '');
        }
        reading.leader = layout.leaders[reading.partition];
        if (reading.leader !== undefined) this.#ensureFetcher(reading.leader);
      }
    } catch (error) {
      if (!(error instanceof BrokerUnreachableError || isPassing(asError(error)))) throw error;
      cause = error;
    }
    this.#checkSilence(seekers, cause);
  }

  /** Bounds how long a partition may stay without a leader. */
  #checkSilence(readings: readonly Reading[], cause: unknown): void {
    const nowMs = this.#clock.monotonicMs();
    for (const reading of readings) {
      if (reading.leader !== undefined) continue;
      reading.troubledSinceMs ??= nowMs;
      const silentMs = nowMs - reading.troubledSinceMs;
      if (silentMs <= this.#options.brokerLossMs) continue;
      if (cause instanceof UnknownTopicError) throw cause;
      throw new BrokerLostError(`${reading.topic}/${reading.partition}`, silentMs, { cause });
    }
  }

  #ensureFetcher(leader: BrokerAddress): void {
    if (this.#fetchers.has(leader.nodeId)) return;
    const fetcher = this.#fetchFrom(leader)
      .catch((error: unknown) => {
        this.#fail(error);
      })
      .finally(() => {
        this.#fetchers.delete(leader.nodeId);
        // A partition may have come back to this broker while its last fetch ended.
        if (!this.#isStopped() && this.#partitionsOf(leader).length > 0)
          this.#ensureFetcher(leader);
      });
    this.#fetchers.set(leader.nodeId, fetcher);
  }

  async #pause(): Promise<void> {
    await this.#clock.sleep(RETRY_DELAY_MS, this.#stopped.signal).catch(() => undefined);
  }
}

function nameOf(partition: { readonly topicId: string; readonly partition: number }): string {
  return `${partition.topicId}/${partition.partition}`;
}
