import {
  Reader,
  Writer,
  createAPI,
  initProducerIdV4,
  type ConnectionPool,
} from '@platformatic/kafka';
import { Cluster, connectionTo, type BrokerAddress } from '../cluster/cluster.js';
import { REQUEST_TIMEOUT_MS, type ClusterOptions } from '../cluster/options.js';
import { UnknownTopicError } from '../errors.js';
import type { ResponseMemory } from '../wire/wire-connection.js';
import type { WirePool } from '../wire/wire-pool.js';
import type { ProduceChannel, ProduceRequest, ProduceResponse } from './produce-channel.js';
import {
  PRODUCE_KEY,
  PRODUCE_TAIL,
  PRODUCE_VERSION,
  readProduceResponse,
  writeProduceHead,
} from './produce-codec.js';

/** The request in one piece, as the library's connections take it. */
const produce = createAPI<[ProduceRequest, number], ProduceResponse>(
  PRODUCE_KEY,
  PRODUCE_VERSION,
  (request: ProduceRequest, timeoutMs: number) =>
    Writer.create()
      .append(writeProduceHead(request, timeoutMs))
      .append(request.batch)
      .append(PRODUCE_TAIL),
  (_correlationId, _apiKey, _apiVersion, reader) => readProduceResponse(reader),
);

/** Produce responses are short and come often: one memory after the other, left to the garbage collector. */
const SHORT_RESPONSES: ResponseMemory = {
  take: (length) => Buffer.allocUnsafe(length),
  giveBack: () => undefined,
};

/**
 * Produce requests over connections to the leaders of a cluster: sockets of our own where they are
 * plain, which send a batch from where it lies, else the library's.
 */
export class BrokerProduceChannel implements ProduceChannel {
  readonly #cluster: Cluster;
  /** Several connections to a broker: it serves one request of a connection at a time. */
  readonly #pools: readonly ConnectionPool[];
  /** As many of our own; none where the library's are needed. */
  readonly #wires: readonly WirePool[];
  readonly #requestTimeoutMs: number;

  /** @param options with `viaLibrary` the library's connections are used even to a plain cluster */
  constructor(
    options: ClusterOptions & {
      requestsInFlightMax: number;
      connectionsPerBroker: number;
      viaLibrary?: boolean;
    },
  ) {
    this.#cluster = new Cluster(options);
    this.#requestTimeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    const isOwn = this.#cluster.isPlain && options.viaLibrary !== true;
    const connections = Array.from({ length: options.connectionsPerBroker }, (_, index) => index);
    this.#pools = connections.map(() =>
      this.#cluster.openPool(options.requestsInFlightMax, this.#requestTimeoutMs),
    );
    this.#wires = isOwn
      ? connections.map(() => this.#cluster.openWires(this.#requestTimeoutMs))
      : [];
  }

  /** Breaks every open connection, for tests. Returns how many there were. */
  async breakConnections(): Promise<number> {
    const ofLibrary = this.#pools
      .flatMap((pool) => [...pool].map(([, connection]) => connection))
      .filter((connection) => connection.isConnected());
    for (const connection of ofLibrary) connection.socket.destroy();
    const own = await Promise.all(this.#wires.map((wires) => wires.breakAll()));
    return own.reduce((sum, broken) => sum + broken, ofLibrary.length);
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
    const wires = this.#wires[request.partition % this.#pools.length];
    if (wires !== undefined) return this.#produceOver(wires, leader, request);
    const pool = this.#pools[request.partition % this.#pools.length];
    if (pool === undefined) throw new RangeError('connectionsPerBroker must be at least 1');
    const connection = await connectionTo(pool, leader);
    return produce.async(connection, request, this.#requestTimeoutMs);
  }

  async #produceOver(
    wires: WirePool,
    leader: BrokerAddress,
    request: ProduceRequest,
  ): Promise<ProduceResponse> {
    const connection = await wires.get(leader);
    const { body } = await connection.exchange({
      apiKey: PRODUCE_KEY,
      apiVersion: PRODUCE_VERSION,
      parts: [writeProduceHead(request, this.#requestTimeoutMs), request.batch, PRODUCE_TAIL],
      memory: SHORT_RESPONSES,
    });
    return readProduceResponse(Reader.from(body));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools, ...this.#wires].map((pool) => pool.close()));
    await this.#cluster.close();
  }
}
