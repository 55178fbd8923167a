import {
  Writer,
  createAPI,
  initProducerIdV4,
  type Connection,
  type ConnectionPool,
} from '@platformatic/kafka';
import { Cluster, connectionTo, type BrokerAddress } from '../cluster/cluster.js';
import { REQUEST_TIMEOUT_MS, type ClusterOptions } from '../cluster/options.js';
import { UnknownTopicError } from '../errors.js';
import type { ProduceChannel, ProduceRequest, ProduceResponse } from './produce-channel.js';

const PRODUCE_KEY = 0;
/** Oldest version with compact fields, known to brokers since 2.8: later ones add nothing we read. */
const PRODUCE_VERSION = 9;
const ACKNOWLEDGED_BY_ALL = -1;

const produce = createAPI<[ProduceRequest, number], ProduceResponse>(
  PRODUCE_KEY,
  PRODUCE_VERSION,
  ({ topic, partition, batch }: ProduceRequest, timeoutMs: number) =>
    Writer.create()
      .appendString(null)
      .appendInt16(ACKNOWLEDGED_BY_ALL)
      .appendInt32(timeoutMs)
      .appendArray([topic], (topics) =>
        topics
          .appendString(topic)
          .appendArray([batch], (partitions) =>
            partitions.appendInt32(partition).appendBytes(batch),
          ),
      )
      .appendTaggedFields(),
  (_correlationId, _apiKey, _apiVersion, reader) => {
    reader.readUnsignedVarInt(); // One topic …
    reader.readString();
    reader.readUnsignedVarInt(); // … with one partition, as we asked.
    reader.readInt32();
    return { errorCode: reader.readInt16(), baseOffset: reader.readInt64() };
  },
);

/** Produce requests over connections to the leaders of a cluster. */
export class BrokerProduceChannel implements ProduceChannel {
  readonly #cluster: Cluster;
  /** Several connections to a broker: it serves one request of a connection at a time. */
  readonly #pools: readonly ConnectionPool[];
  readonly #requestTimeoutMs: number;

  constructor(
    options: ClusterOptions & { requestsInFlightMax: number; connectionsPerBroker: number },
  ) {
    this.#cluster = new Cluster(options);
    this.#requestTimeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    this.#pools = Array.from({ length: options.connectionsPerBroker }, () =>
      this.#cluster.openPool(options.requestsInFlightMax, this.#requestTimeoutMs),
    );
  }

  /** Open connections, for tests that break them. */
  get connections(): Connection[] {
    return this.#pools.flatMap((pool) => [...pool].map(([, connection]) => connection));
  }

  async openProducer(): Promise<{ producerId: bigint; producerEpoch: number }> {
    const pool = this.#pools[0];
    if (pool === undefined) throw new RangeError('connectionsPerBroker must be at least 1');
    return this.#cluster.ask(async () => {
      const connection = await this.#cluster.anyConnection(pool);
      // -1 and -1 ask for a new id; the library wants them said.
      return initProducerIdV4.api.async(connection, null, this.#requestTimeoutMs, -1n, -1);
    });
  }

  async leaders(topic: string): Promise<readonly (BrokerAddress | undefined)[]> {
    const layout = await this.#cluster.layout(topic);
    if (layout === undefined) throw new UnknownTopicError(topic);
    return layout.leaders;
  }

  async produce(leader: BrokerAddress, request: ProduceRequest): Promise<ProduceResponse> {
    const pool = this.#pools[request.partition % this.#pools.length];
    if (pool === undefined) throw new RangeError('connectionsPerBroker must be at least 1');
    const connection = await connectionTo(pool, leader);
    return produce.async(connection, request, this.#requestTimeoutMs);
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()));
    await this.#cluster.close();
  }
}
