import { RunFailedError } from '#libs/platform';
import type { ClusterOptions } from '../cluster/options.js';
import type { PartitionAssigner } from './co-partitioned.js';

/** A partition that the group gives to this process. */
export interface AssignedPartition {
  readonly topic: string;
  /** The broker's id of the topic: compare it with the one the offsets were kept for. */
  readonly topicId: string;
  readonly partition: number;
}

/** Where to start reading a partition. */
export interface PartitionStart {
  readonly topic: string;
  readonly partition: number;
  /** Offset of the first record that has not been counted. */
  readonly offset: bigint;
}

/**
 * Who keeps the offsets. The consumer group decides who reads what; the owner decides, in its own
 * store, who may write: a late former owner must be refused there.
 */
export interface PartitionOwner {
  /**
   * The partitions are this process's from now on. Returns where to start each of them.
   * May throw OwnershipLostError when another process is the newer owner.
   */
  take(partitions: readonly AssignedPartition[]): Promise<readonly PartitionStart[]>;
  /** The partitions are lost, or the server closes: forget what is not committed. No handler runs meanwhile. */
  drop(): Promise<void>;
  /**
   * Nothing has come for fetchWaitMs: a good moment to commit. Called again and again while it stays
   * quiet, and once before close() drops. No handler runs meanwhile.
   */
  idle?(): Promise<void>;
}

/** Whole record batches of one partition, as one fetch brought them. */
export interface FetchedBatches {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  /**
   * Record batches one after the other; read them with RecordCursor, which checks their CRC-32C.
   * The memory is used again once the handler is done: keep nothing that points into it.
   */
  readonly buffer: Buffer;
  /** Position that was asked for. The first batch may start before it: skip its earlier records, as RecordCursor does. */
  readonly firstOffset: bigint;
  /** Position after these batches, where the next ones start. */
  readonly endOffset: bigint;
  /** End of the partition at the time of the fetch: the difference to endOffset is the lag in records. */
  readonly highWatermark: bigint;
}

export interface BulkLaneOptions extends ClusterOptions {
  readonly groupId: string;
  readonly owner: PartitionOwner;
  /** The server stopped for good: the process should end with this error's exit code. Called once. */
  readonly onFatal: (error: Error) => void;
  /**
   * How the members share partitions. Default `round-robin`. `co-partitioned` gives partition p of all
   * topics to the same member, and refuses topics with unequal numbers of partitions. All members of a
   * group must say the same: the broker refuses a member that does not.
   */
  readonly partitionAssigner?: PartitionAssigner;
  /** Silence after which the group gives this member's partitions away. Default 10,000 ms; brokers refuse less than their group.min.session.timeout.ms (6,000). */
  readonly sessionTimeoutMs?: number;
  /** Default 1,000 ms: a rebalance is noticed at the next heartbeat. */
  readonly heartbeatIntervalMs?: number;
  /** How long the group waits for members to come back in a rebalance. Default 30,000 ms; at least the session timeout. */
  readonly rebalanceTimeoutMs?: number;
  /** Bytes one fetch may bring, over all partitions of a broker. Default 8 MB. A single larger batch still comes. */
  readonly fetchBytesMax?: number;
  /**
   * Bytes of one partition in a fetch. Default 4 MB: the broker cuts what it gives at this many bytes,
   * and the batch that is cut has travelled for nothing. Ours have half a megabyte, so that 1 MB threw
   * away nearly every second byte.
   */
  readonly partitionFetchBytesMax?: number;
  /** How long a broker waits for records before it answers with none. Default 250 ms. */
  readonly fetchWaitMs?: number;
  /** Fetches per broker under way or waiting while a handler folds another. Default 1: double buffering. Each holds fetchBytesMax of memory. */
  readonly fetchAheadMax?: number;
  /** How long a partition may stay without an answer before the server stops. Default 60,000 ms. */
  readonly brokerLossMs?: number;
}

export const BULK_LANE_DEFAULTS = {
  partitionAssigner: 'round-robin',
  sessionTimeoutMs: 10_000,
  heartbeatIntervalMs: 1000,
  rebalanceTimeoutMs: 30_000,
  fetchBytesMax: 8_000_000,
  partitionFetchBytesMax: 4_000_000,
  fetchWaitMs: 250,
  fetchAheadMax: 1,
  brokerLossMs: 60_000,
} as const;

/**
 * Thrown by an owner or a handler that was told by its store that another process owns the
 * partition. It is no failure: the server drops its state and joins the group again.
 */
export class OwnershipLostError extends RunFailedError {
  constructor(detail: string, options?: ErrorOptions) {
    super(`Another process owns the partition now: ${detail}.`, options);
  }
}

type Tuning = Omit<typeof BULK_LANE_DEFAULTS, 'partitionAssigner'>;

/** The options, with the defaults where one was left out. */
export function withDefaults(options: BulkLaneOptions): BulkLaneOptions & {
  [Name in keyof Tuning]: number;
} & {
  readonly partitionAssigner: PartitionAssigner;
} {
  return { ...BULK_LANE_DEFAULTS, ...options };
}
