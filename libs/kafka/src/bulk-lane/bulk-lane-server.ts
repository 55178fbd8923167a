import { mayPass, systemClock, type Clock } from '#libs/platform';
import { BaseRpcContext, Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { Logger } from '@nestjs/common';
import type { GroupAssignment } from '@platformatic/kafka';
import { isObservable, lastValueFrom } from 'rxjs';
import { Cluster, asError, type TopicLayout } from '../cluster/cluster.js';
import { TopicRecreatedError } from '../errors.js';
import { BatchFetcher, type PartitionProgress } from './batch-fetcher.js';
import { BULK_LANE } from './batch-pattern.js';
import { assertEqualPartitions } from './co-partitioned.js';
import {
  OwnershipLostError,
  withDefaults,
  type AssignedPartition,
  type BulkLaneOptions,
  type FetchedBatches,
  type PartitionStart,
} from './contract.js';
import { openFetchChannel } from './open-fetch-channel.js';
import { GroupMembership } from './group-membership.js';

/** Losses of ownership one after the other, with no batch handled in between, before it is taken for a fault. */
const OWNERSHIP_LOSSES_MAX = 50;
/** Between two attempts at a server that the owner needs and that is away, milliseconds. */
const AWAY_RETRY_MS = 1000;

/** What a handler gets beside its batches. */
export class BatchContext extends BaseRpcContext<[FetchedBatches]> {
  /** The topic of the batches. */
  getTopic(): string {
    return this.args[0].topic;
  }

  getPartition(): number {
    return this.args[0].partition;
  }
}

/**
 * Reads that are under way. They belong to one generation of the group: the next one has its own.
 * `whenStopped` never rejects.
 */
interface Run {
  readonly fetcher: BatchFetcher;
  readonly whenStopped: Promise<void>;
}

/** Status of the server, as Nest's health tools read it. */
export type BulkLaneStatus = 'connected' | 'rebalancing' | 'disconnected';

/**
 * The bulk lane: a Nest transport whose handlers, marked with BatchPattern, get whole record batches
 * of the partitions that a consumer group gives to this process.
 *
 * One handler runs at a time. A partition's batches come in order, each once per ownership: what is
 * handed over again after a loss is for the owner's checkpoint to refuse. It never jumps: a topic
 * that was recreated, or a position that is gone, stops the server through onFatal.
 *
 * Where the owner's own server is away (an error that `mayPass`), it lets go of everything and asks the
 * group again every second, for as long as it waits for a broker: the process lives, and is not ready.
 */
export class BulkLaneServer
  extends Server<Record<string, never>, BulkLaneStatus>
  implements CustomTransportStrategy
{
  override transportId = BULK_LANE;
  /** Failures of handlers are this transport's to report, through onFatal. */
  override readonly propagatesEventHandlerErrors = true;
  protected override readonly logger = new Logger(BulkLaneServer.name);
  /** The library's consumer that is the member of the group. Cast: Nest leaves the type to the caller. */
  override unwrap = ((): unknown => this.#membership.consumer) as Server['unwrap'];

  readonly #options: ReturnType<typeof withDefaults>;
  readonly #clock: Clock;
  readonly #cluster: Cluster;
  readonly #membership: GroupMembership;
  readonly #topicIds = new Map<string, string>();
  #run: Run | undefined;
  #isHolding = false;
  /** Counts what the group told: work for an older generation is dropped unseen. */
  #generation = 0;
  /** Taking and dropping partitions, one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #ownershipLosses = 0;
  /** Since when the owner's server is away, monotonic milliseconds; undefined while it is there. */
  #awaySinceMs: number | undefined;
  /** Since when a batch has been in hand, wall clock, milliseconds. */
  #inHandSinceMs: number | undefined;
  #isClosed = false;
  #isFailed = false;
  #lastPollAtMs = 0;
  #assignedPartitions: number | undefined;

  constructor(options: BulkLaneOptions) {
    super();
    this.#options = withDefaults(options);
    this.#clock = options.clock ?? systemClock;
    this.#cluster = new Cluster(options);
    this.#membership = new GroupMembership(options, this.#clock, {
      onAssigned: (assignments) => {
        this.#onAssigned(assignments);
      },
      onRevoked: () => {
        this.#onRevoked();
      },
      onLost: (error) => {
        this.#fail(error);
      },
    });
  }

  /** True while the group counts this process among its members. */
  get isMember(): boolean {
    return this.#membership.isMember;
  }

  /** When a broker last answered a fetch, wall clock, milliseconds; 0 before the first. A member that holds partitions and does not move this for long is deaf. */
  get lastPollAtMs(): number {
    return this.#run?.fetcher.lastPollAtMs ?? this.#lastPollAtMs;
  }

  /** Partitions that are read; 0: the group needs this member for none. Undefined from their loss until others are taken. */
  get assignedPartitions(): number | undefined {
    return this.#assignedPartitions;
  }

  /** When the batch, or the last commit, was begun that a handler is at, wall clock, milliseconds; undefined while none is. */
  get inHandSinceMs(): number | undefined {
    return this.#inHandSinceMs;
  }

  /** How far each partition has been handled since it was taken, for displays of lag. */
  get progress(): readonly PartitionProgress[] {
    return this.#run?.fetcher.progress ?? [];
  }

  /**
   * Joins the group. The callback gets the error when that fails: BrokerUnreachableError,
   * BrokerAccessError, UnknownTopicError, UnequalPartitionsError, BrokerRefusedError.
   */
  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const topics = [...this.messageHandlers.keys()];
      const layouts = await this.#cluster.layouts(topics);
      this.#assertReadable(layouts);
      for (const { topic, topicId } of layouts) this.#topicIds.set(topic, topicId);
      await this.#membership.join(topics);
      this._status$.next('connected');
      callback();
    } catch (error) {
      // Nest closes nothing that did not start.
      await this.close();
      callback(error);
    }
  }

  /** Waits for the running handler, lets the owner commit and drop, leaves the group. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#assignedPartitions = undefined;
    this.#generation++;
    this.#run?.fetcher.stop();
    await this.#turn;
    try {
      await this.#run?.whenStopped;
      if (this.#isHolding && !this.#isFailed) await this.#lastCommit();
      await this.#release();
    } finally {
      await this.#membership.leave();
      await this.#cluster.close();
      this._status$.next('disconnected');
    }
  }

  /** A last commit that finds the partitions lost, or sets them back, is no failure: whoever takes them goes on. */
  async #lastCommit(): Promise<void> {
    try {
      await this.#options.owner.idle?.();
    } catch (error) {
      if (!(error instanceof OwnershipLostError)) throw error;
      this.logger.warn(error.message);
    }
  }

  on(): never {
    throw new Error('The bulk lane has no events of its own: subscribe to `status`');
  }

  /**
   * Shows the group how far this process is, for Kafka's own lag displays. Nothing is read back from
   * there, so a failure is logged and forgotten.
   */
  async commitForDisplay(
    offsets: readonly { topic: string; partition: number; offset: bigint }[],
  ): Promise<void> {
    if (offsets.length === 0 || !this.#isHolding || this.#isClosed) return;
    try {
      await this.#membership.commit(offsets);
    } catch (error) {
      this.logger.warn(`offsets for display were not committed: ${asError(error).message}`);
    }
  }

  #onRevoked(): void {
    this._status$.next('rebalancing');
    this.#assignedPartitions = undefined;
    this.#generation++;
    this.#run?.fetcher.stop();
    this.#enqueue(() => this.#release());
  }

  #onAssigned(assignments: readonly GroupAssignment[]): void {
    this._status$.next('connected');
    this.#assignedPartitions = undefined;
    const generation = ++this.#generation;
    this.#run?.fetcher.stop();
    this.#enqueue(async () => {
      await this.#release();
      if (generation === this.#generation) await this.#take(assignments, generation);
    });
  }

  #enqueue(work: () => Promise<void>): void {
    this.#turn = this.#turn
      .then(() => (this.#isClosed || this.#isFailed ? undefined : work()))
      .catch((error: unknown) => {
        this.#onTrouble(error);
      });
  }

  /** Lets go of what is held: waits for the running handler, then the owner forgets. */
  async #release(): Promise<void> {
    const run = this.#run;
    run?.fetcher.stop();
    await run?.whenStopped;
    this.#lastPollAtMs = run?.fetcher.lastPollAtMs ?? this.#lastPollAtMs;
    this.#run = undefined;
    if (!this.#isHolding) return;
    this.#isHolding = false;
    try {
      await this.#options.owner.drop();
    } catch (error) {
      // What was folded and not committed is forgotten; whoever takes the partitions reads it again.
      if (!mayPass(error)) throw error;
      this.logger.warn(`what was not committed is given up: ${error.message}`);
    }
  }

  async #take(assignments: readonly GroupAssignment[], generation: number): Promise<void> {
    const partitions = await this.#identify(assignments);
    if (partitions.length === 0) {
      if (generation === this.#generation) this.#assignedPartitions = 0;
      return;
    }
    this.#isHolding = true;
    const starts = await this.#options.owner.take(partitions);
    this.#awaySinceMs = undefined;
    // The group may have moved on while the owner was busy: then the next turn drops what was taken.
    if (generation !== this.#generation) return;
    const fetcher = new BatchFetcher(
      openFetchChannel(this.#cluster, this.#options.fetchWaitMs),
      partitions.map((partition) => ({ ...partition, offset: startOf(partition, starts) })),
      { ...this.#options, clock: this.#clock },
    );
    const taker = {
      handOver: (batches: FetchedBatches) => this.#inHand(() => this.#handOver(batches)),
      idle: () => this.#inHand(async () => this.#options.owner.idle?.()),
    };
    this.#assignedPartitions = partitions.length;
    this.#run = {
      fetcher,
      whenStopped: fetcher.run(taker).catch((error: unknown) => {
        this.#onTrouble(error);
      }),
    };
  }

  /** Topics read side by side need the same number of partitions, also when some were added since. */
  #assertReadable(layouts: readonly TopicLayout[]): void {
    if (this.#options.partitionAssigner !== 'co-partitioned') return;
    assertEqualPartitions(
      layouts.map(({ topic, leaders }) => ({ topic, partitions: leaders.length })),
    );
  }

  /** Adds the topics' ids, and checks that none was recreated since this server started. */
  async #identify(assignments: readonly GroupAssignment[]): Promise<AssignedPartition[]> {
    const layouts = await this.#cluster.layouts(assignments.map(({ topic }) => topic));
    this.#assertReadable(layouts);
    return assignments.flatMap(({ topic, partitions }, index) => {
      const topicId = layouts[index]?.topicId ?? '';
      const expected = this.#topicIds.get(topic) ?? topicId;
      if (topicId !== expected) throw new TopicRecreatedError(topic, expected, topicId);
      return partitions.map((partition) => ({ topic, topicId, partition }));
    });
  }

  async #inHand(work: () => Promise<void>): Promise<void> {
    this.#inHandSinceMs = this.#clock.nowMs();
    try {
      await work();
    } finally {
      this.#inHandSinceMs = undefined;
    }
  }

  /** Runs the topic's handler to its end, within the hooks that Nest's instrumentation sets. */
  #handOver(batches: FetchedBatches): Promise<void> {
    // Not getHandlerByPattern: it tries the topic's name as JSON first, 80 µs a call.
    const handler = this.messageHandlers.get(batches.topic);
    if (handler === undefined) throw new Error(`No handler for topic ${batches.topic}`);
    const context = new BatchContext([batches]);
    return new Promise((resolve, reject) => {
      this.runWithProcessingHooks(context, async (endSpan) => {
        try {
          const outcome: unknown = await handler(batches, context);
          if (isObservable(outcome)) await lastValueFrom(outcome, { defaultValue: undefined });
          this.#ownershipLosses = 0;
          resolve();
        } catch (error) {
          reject(asError(error));
        }
        endSpan();
      });
    });
  }

  #onTrouble(error: unknown): void {
    if (mayPass(error)) {
      this.#waitFor(error);
      return;
    }
    if (!(error instanceof OwnershipLostError)) {
      this.#fail(asError(error));
      return;
    }
    if (++this.#ownershipLosses > OWNERSHIP_LOSSES_MAX) {
      this.#fail(error);
      return;
    }
    this.logger.warn(error.message);
    this.#startOver(0);
  }

  /** The owner's server is away: lets go, and asks for partitions again a moment later. */
  #waitFor(error: Error): void {
    const nowMs = this.#clock.monotonicMs();
    this.#awaySinceMs ??= nowMs;
    const awayMs = nowMs - this.#awaySinceMs;
    if (awayMs > this.#options.brokerLossMs) {
      this.#fail(error);
      return;
    }
    this.logger.warn(`waits, for ${Math.round(awayMs / 1000)} s by now: ${error.message}`);
    this.#startOver(AWAY_RETRY_MS);
  }

  #startOver(delayMs: number): void {
    this.#assignedPartitions = undefined;
    this.#generation++;
    this.#run?.fetcher.stop();
    this.#enqueue(() => this.#release());
    this.#enqueue(async () => {
      if (delayMs > 0) await this.#clock.sleep(delayMs);
      if (!this.#isClosed) await this.#membership.rejoin();
    });
  }

  #fail(error: Error): void {
    if (this.#isFailed || this.#isClosed) return;
    this.#isFailed = true;
    this.#assignedPartitions = undefined;
    this.#generation++;
    this.#run?.fetcher.stop();
    this.logger.error(error.message);
    this.#options.onFatal(error);
  }
}

function startOf(partition: AssignedPartition, starts: readonly PartitionStart[]): bigint {
  const start = starts.find(
    ({ topic, partition: index }) => topic === partition.topic && index === partition.partition,
  );
  if (start === undefined) {
    throw new RangeError(`The owner gave no start for ${partition.topic}/${partition.partition}`);
  }
  return start.offset;
}
