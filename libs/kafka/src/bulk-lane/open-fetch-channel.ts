import type { Cluster } from '../cluster/cluster.js';
import { BrokerFetchChannel } from './broker-fetch-channel.js';
import { FetchBuffers } from './fetch-buffers.js';
import type { FetchChannel } from './fetch-channel.js';
import { WireFetchChannel } from './wire-fetch-channel.js';

/** The way to a cluster's records: sockets of our own where they are plain, else the library's connections. */
export function openFetchChannel(cluster: Cluster, fetchWaitMs: number): FetchChannel {
  const buffers = new FetchBuffers();
  return cluster.isPlain
    ? new WireFetchChannel(cluster, buffers, fetchWaitMs)
    : new BrokerFetchChannel(cluster, buffers, fetchWaitMs);
}
