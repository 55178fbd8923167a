import type { BrokerAddress, Cluster, TopicLayout } from '../cluster/cluster.js';
import { REQUEST_TIMEOUT_MS } from '../cluster/options.js';
import type { WirePool } from '../wire/wire-pool.js';
import type { FetchBuffers } from './fetch-buffers.js';
import type { FetchChannel, FetchRequest, FetchResponse } from './fetch-channel.js';
import { FETCH_KEY, FETCH_VERSION, readFetchResponse, writeFetchRequest } from './fetch-codec.js';

/** Fetch requests over sockets of our own: a response is read from the socket into the memory it stays in. */
export class WireFetchChannel implements FetchChannel {
  readonly #cluster: Cluster;
  readonly #buffers: FetchBuffers;
  readonly #wires: WirePool;

  constructor(cluster: Cluster, buffers: FetchBuffers, fetchWaitMs: number) {
    this.#cluster = cluster;
    this.#buffers = buffers;
    this.#wires = cluster.openWires(fetchWaitMs + REQUEST_TIMEOUT_MS);
  }

  /** Open sockets, for tests that break them. */
  get wires(): WirePool {
    return this.#wires;
  }

  layout(topic: string): Promise<TopicLayout | undefined> {
    return this.#cluster.layout(topic);
  }

  async fetch(leader: BrokerAddress, request: FetchRequest): Promise<FetchResponse> {
    const connection = await this.#wires.get(leader);
    const { memory, body } = await connection.exchange({
      apiKey: FETCH_KEY,
      apiVersion: FETCH_VERSION,
      parts: [writeFetchRequest(request).buffer],
      memory: this.#buffers,
    });
    return {
      ...readFetchResponse(body),
      release: () => {
        this.#buffers.giveBack(memory);
      },
    };
  }

  close(): Promise<void> {
    return this.#wires.close();
  }
}
