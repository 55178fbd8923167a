import { systemClock, type Clock } from '#libs/platform';
import { asError, type BrokerAddress } from '../cluster/cluster.js';
import type { ClusterOptions } from '../cluster/options.js';
import { assertCompression, type Compression } from '../record-batch/pack.js';
import { finishBatch } from '../record-batch/record-batch.js';
import { BrokerProduceChannel } from './broker-produce-channel.js';
import {
  DeliveryUnknownError,
  ProducerClosedError,
  ProducerFailedError,
  ProducerQueueFullError,
} from './errors.js';
import { NoLeaderError, mayPass, outcomeOf, type Outcome } from './produce-answers.js';
import type { ProduceChannel, ProduceResponse } from './produce-channel.js';
import { Slots } from './slots.js';

export interface BatchProducerOptions extends ClusterOptions {
  /**
   * Default none: on loopback the processor time costs more than the bytes. Fewer bytes on the network
   * and on the broker's disk with lz4 or zstd; every reader unpacks them.
   */
  readonly compression?: Compression;
  /** Requests under way on one connection. Default 8. */
  readonly requestsInFlightMax?: number;
  /** Connections to each broker, which serves one request of a connection at a time. Default 2: measured half as fast again as 1 on two cores. */
  readonly connectionsPerBroker?: number;
  /** Batches given to send() and not yet acknowledged. Default 256; one more is refused. */
  readonly batchesQueuedMax?: number;
  /** Bound of one batch from its first attempt to its acknowledgement. Default 120,000 ms, as Kafka's own producer. */
  readonly deliveryTimeoutMs?: number;
  /** Wait before the first retry, doubled up to retryDelayMsMax. Default 50 ms. */
  readonly retryDelayMs?: number;
  /** Default 1000 ms. */
  readonly retryDelayMsMax?: number;
  /** How long close() waits for acknowledgements. Default 10,000 ms. */
  readonly closeTimeoutMs?: number;
}

const DEFAULTS = {
  compression: 'none',
  requestsInFlightMax: 8,
  connectionsPerBroker: 2,
  batchesQueuedMax: 256,
  deliveryTimeoutMs: 120_000,
  retryDelayMs: 50,
  retryDelayMsMax: 1000,
  closeTimeoutMs: 10_000,
} as const;

/** Records of one partition, encoded by the caller. */
export interface BatchToSend {
  readonly topic: string;
  readonly partition: number;
  /** Records from byte 61 (RECORDS_OFFSET) on; the bytes before are the producer's. */
  readonly buffer: Uint8Array;
  /** Position after the last record. */
  readonly end: number;
  readonly recordCount: number;
  /** Timestamp of every record, milliseconds since the Unix epoch. */
  readonly timestampMs: number;
}

export interface Acknowledgement {
  /** Offset of the first record; -1 when the batch had been stored by an attempt whose answer was lost for good. */
  readonly baseOffset: bigint;
}

interface Waiting {
  readonly batch: BatchToSend;
  readonly resolve: (acknowledgement: Acknowledgement) => void;
  readonly reject: (error: Error) => void;
}

/** The batches of one partition: at most one is under way, so that they are stored in order. */
interface Lane {
  readonly waiting: Waiting[];
  isBusy: boolean;
  /** Sequence number of the next record; wraps at 2^31 as in Kafka's own producer. */
  nextSequence: number;
}

const SEQUENCE_MASK = 0x7fffffff;

/**
 * Sends whole record batches: idempotent, acknowledged by all in-sync replicas, in order within a
 * partition, several partitions at once.
 *
 * A batch is sent again with the same sequence numbers until it is acknowledged or the bound is
 * reached, so a lost answer stores nothing twice. After a ProducerFailedError the producer refuses
 * everything: start again with a new one.
 */
export class BatchProducer {
  readonly #channel: ProduceChannel;
  readonly #clock: Clock;
  readonly #options: Required<Omit<BatchProducerOptions, keyof ClusterOptions>>;
  readonly #lanes = new Map<string, Lane>();
  readonly #slots = new Map<number, Slots>();
  readonly #leaders = new Map<string, Promise<readonly (BrokerAddress | undefined)[]>>();
  readonly #acknowledged = new Map<string, number>();
  readonly #stop = new AbortController();
  #producerId = -1n;
  #producerEpoch = -1;
  #unacknowledged = 0;
  #failure: Error | undefined;
  #whenSettled: (() => void) | undefined;

  /** Use connect(); the constructor is for tests that bring their own channel. */
  constructor(
    channel: ProduceChannel,
    options: Partial<Omit<BatchProducerOptions, 'brokers' | 'clientId'>> = {},
  ) {
    this.#channel = channel;
    this.#clock = options.clock ?? systemClock;
    this.#options = { ...DEFAULTS, ...options };
  }

  /**
   * Reaches the cluster and takes a producer id.
   *
   * @throws BrokerUnreachableError, BrokerAccessError within connectTimeoutMs
   * @throws CompressionMissingError when this Node cannot pack as asked
   */
  static async connect(options: BatchProducerOptions): Promise<BatchProducer> {
    assertCompression(options.compression ?? DEFAULTS.compression);
    const channel = new BrokerProduceChannel({ ...DEFAULTS, ...options });
    const producer = new BatchProducer(channel, options);
    try {
      await producer.open();
    } catch (error) {
      await channel.close();
      throw error;
    }
    return producer;
  }

  /** Takes a producer id. connect() has done it. */
  async open(): Promise<void> {
    const { producerId, producerEpoch } = await this.#channel.openProducer();
    this.#producerId = producerId;
    this.#producerEpoch = producerEpoch;
  }

  /** Records that are stored, by topic, since this producer was made. */
  get acknowledgedRecords(): ReadonlyMap<string, number> {
    return this.#acknowledged;
  }

  /** Batches given to send() and neither stored nor refused yet. */
  get unacknowledgedBatches(): number {
    return this.#unacknowledged;
  }

  /**
   * Number of partitions of a topic.
   *
   * @throws UnknownTopicError
   */
  async partitions(topic: string): Promise<number> {
    return (await this.#leadersOf(topic)).length;
  }

  /**
   * Sends one batch; resolves when it is stored by all in-sync replicas. The buffer belongs to the
   * producer until then, and may be used again afterwards.
   *
   * @throws BatchTooLargeError, UnknownTopicError, BrokerRefusedError: this batch is not stored, the
   *   producer goes on
   * @throws ProducerFailedError: the producer is of no use any more
   * @throws ProducerQueueFullError, ProducerClosedError: nothing was sent
   */
  send(batch: BatchToSend): Promise<Acknowledgement> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#unacknowledged >= this.#options.batchesQueuedMax) {
      return Promise.reject(new ProducerQueueFullError(this.#options.batchesQueuedMax));
    }
    this.#unacknowledged++;
    return new Promise((resolve, reject) => {
      const lane = this.#laneOf(batch);
      lane.waiting.push({ batch, resolve, reject });
      if (!lane.isBusy) void this.#drain(lane);
    });
  }

  /** Waits for what is under way, within closeTimeoutMs, then closes the connections. What is sent later is refused. */
  async close(): Promise<void> {
    this.#failure ??= new ProducerClosedError();
    if (this.#unacknowledged > 0) {
      const settled = new Promise<void>((resolve) => {
        this.#whenSettled = resolve;
      });
      const isSettled = new AbortController();
      const late = this.#clock.sleep(this.#options.closeTimeoutMs, isSettled.signal);
      await Promise.race([settled, late]);
      isSettled.abort();
      await late.catch(() => undefined);
    }
    this.#stop.abort();
    await this.#channel.close();
  }

  #laneOf({ topic, partition }: BatchToSend): Lane {
    const name = `${topic}/${partition}`;
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      lane = { waiting: [], isBusy: false, nextSequence: 0 };
      this.#lanes.set(name, lane);
    }
    return lane;
  }

  /** Sends the lane's batches one after the other. Never rejects: each outcome goes to its sender. */
  async #drain(lane: Lane): Promise<void> {
    lane.isBusy = true;
    for (let next = lane.waiting.shift(); next !== undefined; next = lane.waiting.shift()) {
      try {
        next.resolve(await this.#deliver(lane, next.batch));
      } catch (error) {
        if (error instanceof ProducerFailedError) this.#failure ??= error;
        next.reject(asError(error));
      }
      this.#unacknowledged--;
    }
    lane.isBusy = false;
    if (this.#unacknowledged === 0) this.#whenSettled?.();
  }

  async #deliver(lane: Lane, batch: BatchToSend): Promise<Acknowledgement> {
    if (this.#failure instanceof ProducerFailedError) throw this.#failure;
    const finished = finishBatch(batch.buffer, batch.end, {
      recordCount: batch.recordCount,
      timestampMs: batch.timestampMs,
      producerId: this.#producerId,
      producerEpoch: this.#producerEpoch,
      baseSequence: lane.nextSequence,
      compression: this.#options.compression,
    });
    const { baseOffset } = await this.#produceUntilStored(batch, finished);
    // Only a stored batch uses up its sequence: a refused one leaves no gap behind.
    lane.nextSequence = (lane.nextSequence + batch.recordCount) & SEQUENCE_MASK;
    const { topic, recordCount } = batch;
    this.#acknowledged.set(topic, (this.#acknowledged.get(topic) ?? 0) + recordCount);
    return { baseOffset };
  }

  /** Sends the same bytes again until they are stored or refused, or the bound is reached. */
  async #produceUntilStored(batch: BatchToSend, finished: Buffer): Promise<ProduceResponse> {
    const { topic, partition } = batch;
    const startedMs = this.#clock.monotonicMs();
    let delayMs = this.#options.retryDelayMs;
    let mayBeStored = false;
    for (;;) {
      const outcome = await this.#attempt(topic, partition, finished);
      if (outcome.kind === 'stored') return outcome.response;
      mayBeStored ||= outcome.mayBeStored;
      const waitedMs = this.#clock.monotonicMs() - startedMs;
      const isOver = waitedMs + delayMs > this.#options.deliveryTimeoutMs;
      // A refusal after a lost answer says nothing about the attempt before it: were the sequence
      // used again for other records, the broker could take them for the lost batch and drop them.
      if (isOver || (outcome.kind === 'refused' && mayBeStored)) {
        throw new DeliveryUnknownError(topic, partition, waitedMs, { cause: outcome.error });
      }
      if (outcome.kind === 'refused') throw outcome.error;
      await this.#clock.sleep(delayMs, this.#stop.signal);
      delayMs = Math.min(delayMs * 2, this.#options.retryDelayMsMax);
    }
  }

  async #attempt(topic: string, partition: number, batch: Buffer): Promise<Outcome> {
    let isSent = false;
    const leaders = this.#leadersOf(topic);
    try {
      const leader = leaderAt(await leaders, topic, partition);
      if (leader === undefined) throw new NoLeaderError(topic, partition);
      const slots = this.#slotsOf(leader);
      await slots.take();
      let response: ProduceResponse;
      try {
        isSent = true;
        response = await this.#channel.produce(leader, { topic, partition, batch });
      } finally {
        slots.giveBack();
      }
      const outcome = outcomeOf(response, topic, partition, batch.length);
      if (outcome.kind !== 'stored') this.#forgetLeaders(topic, leaders);
      return outcome;
    } catch (error) {
      this.#forgetLeaders(topic, leaders);
      const kind = mayPass(error) ? 'passing' : 'refused';
      return { kind, error: asError(error), mayBeStored: isSent };
    }
  }

  #slotsOf({ nodeId }: BrokerAddress): Slots {
    let slots = this.#slots.get(nodeId);
    if (slots === undefined) {
      slots = new Slots(this.#options.requestsInFlightMax * this.#options.connectionsPerBroker);
      this.#slots.set(nodeId, slots);
    }
    return slots;
  }

  #leadersOf(topic: string): Promise<readonly (BrokerAddress | undefined)[]> {
    let leaders = this.#leaders.get(topic);
    if (leaders === undefined) {
      const asked = this.#channel.leaders(topic);
      leaders = asked;
      this.#leaders.set(topic, asked);
      asked.catch(() => {
        this.#forgetLeaders(topic, asked);
      });
    }
    return leaders;
  }

  /** The next attempt asks anew who leads, once for all partitions that used the stale answer. */
  #forgetLeaders(topic: string, stale: Promise<unknown>): void {
    if (this.#leaders.get(topic) === stale) this.#leaders.delete(topic);
  }
}

function leaderAt(
  leaders: readonly (BrokerAddress | undefined)[],
  topic: string,
  partition: number,
): BrokerAddress | undefined {
  if (partition < 0 || partition >= leaders.length) {
    throw new RangeError(
      `Expected a partition of ${topic} from 0 to ${leaders.length - 1}, came ${partition}`,
    );
  }
  return leaders[partition];
}
