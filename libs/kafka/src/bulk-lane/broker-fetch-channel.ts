import { createAPI, type ConnectionPool, type Reader } from '@platformatic/kafka';
import {
  connectionTo,
  type BrokerAddress,
  type Cluster,
  type TopicLayout,
} from '../cluster/cluster.js';
import { REQUEST_TIMEOUT_MS } from '../cluster/options.js';
import type { FetchChannel, FetchRequest, FetchResponse } from './fetch-channel.js';
import { FETCH_KEY, FETCH_VERSION, readFetchResponse, writeFetchRequest } from './fetch-codec.js';
import type { FetchBuffers } from './fetch-buffers.js';

/** Fetch requests over connections of their own to the leaders of a cluster. */
export class BrokerFetchChannel implements FetchChannel {
  readonly #cluster: Cluster;
  readonly #pool: ConnectionPool;
  readonly #buffers: FetchBuffers;
  readonly #fetch;

  constructor(cluster: Cluster, buffers: FetchBuffers, fetchWaitMs: number) {
    this.#cluster = cluster;
    this.#buffers = buffers;
    this.#pool = cluster.openPool(1, fetchWaitMs + REQUEST_TIMEOUT_MS);
    this.#fetch = createAPI<[FetchRequest], FetchResponse>(
      FETCH_KEY,
      FETCH_VERSION,
      writeFetchRequest,
      (_correlationId, _apiKey, _apiVersion, reader) => this.#receive(reader),
    );
  }

  /** Open connections, for tests that break them. */
  get pool(): ConnectionPool {
    return this.#pool;
  }

  async layout(topic: string): Promise<TopicLayout | undefined> {
    return this.#cluster.layout(topic);
  }

  async fetch(leader: BrokerAddress, request: FetchRequest): Promise<FetchResponse> {
    const connection = await connectionTo(this.#pool, leader);
    return this.#fetch.async(connection, request);
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** The response arrives as a list of network reads: they are put together once, in reused memory. */
  #receive(reader: Reader): FetchResponse {
    const { buffers, length } = reader.buffer;
    const memory = this.#buffers.take(length);
    let position = 0;
    for (const piece of buffers) position += piece.copy(memory, position);
    const response = readFetchResponse(memory.subarray(0, length));
    return {
      ...response,
      release: () => {
        this.#buffers.giveBack(memory);
      },
    };
  }
}
