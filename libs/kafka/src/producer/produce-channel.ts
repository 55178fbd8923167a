import type { BrokerAddress } from '../cluster/cluster.js';

/** What a producer needs from a cluster; in tests, a model of one. */
export interface ProduceChannel {
  /** A producer id of its own, with its epoch. */
  openProducer(): Promise<{ producerId: bigint; producerEpoch: number }>;
  /**
   * Leaders of a topic's partitions by index, as the cluster says now.
   *
   * @throws UnknownTopicError
   */
  leaders(topic: string): Promise<readonly (BrokerAddress | undefined)[]>;
  /**
   * Sends one batch to a leader and waits for its answer.
   *
   * @throws an error of the connection: whether the batch was stored is then unknown
   */
  produce(leader: BrokerAddress, request: ProduceRequest): Promise<ProduceResponse>;
  close(): Promise<void>;
}

export interface ProduceRequest {
  readonly topic: string;
  readonly partition: number;
  readonly batch: Buffer;
}

export interface ProduceResponse {
  /** Kafka's error code, 0 when the batch is stored. */
  readonly errorCode: number;
  readonly baseOffset: bigint;
}
