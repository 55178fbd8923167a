import type { BrokerAddress, TopicLayout } from '../cluster/cluster.js';
import type { AbortedTransaction } from '../record-batch/aborted-batches.js';

/** What a fetcher needs from a cluster; in tests, a model of one. */
export interface FetchChannel {
  /** Where a topic lies now; undefined when it is not there. */
  layout(topic: string): Promise<TopicLayout | undefined>;
  /** @throws an error of the connection */
  fetch(leader: BrokerAddress, request: FetchRequest): Promise<FetchResponse>;
  close(): Promise<void>;
}

export interface FetchRequest {
  readonly waitMs: number;
  readonly bytesMax: number;
  readonly partitionBytesMax: number;
  /** In the order in which the broker shall serve them until bytesMax is reached. */
  readonly partitions: readonly {
    readonly topicId: string;
    readonly partition: number;
    readonly position: bigint;
  }[];
}

export interface FetchResponse {
  /** Error of the whole request, 0 when there is none. */
  readonly errorCode: number;
  readonly partitions: readonly PartitionResponse[];
  /** Gives the memory of the records back. */
  release(): void;
}

export interface PartitionResponse {
  readonly topicId: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: bigint;
  readonly logStartOffset: bigint;
  readonly aborted: readonly AbortedTransaction[];
  /** Record batches, the last one perhaps cut. */
  readonly records: Buffer;
}
