import type { FetchedBatches } from '../bulk-lane/contract.js';

/** How many records lie in the log behind what was fetched, as the last fetch of each partition knew it. */
export class FetchLag {
  readonly #byPartition = new Map<string, number>();
  #records = 0;

  /** Over all partitions that were fetched since `clear`. */
  get records(): number {
    return this.#records;
  }

  /** The same, by topic. */
  byTopic(): ReadonlyMap<string, number> {
    const lags = new Map<string, number>();
    for (const [partition, lag] of this.#byPartition) {
      const topic = partition.slice(0, partition.lastIndexOf('/'));
      lags.set(topic, (lags.get(topic) ?? 0) + lag);
    }
    return lags;
  }

  /** Takes down what a fetch says of the end of its partition. */
  note({ topic, partition, endOffset, highWatermark }: FetchedBatches): void {
    const key = `${topic}/${partition}`;
    const lag = Math.max(0, Number(highWatermark - endOffset));
    this.#records += lag - (this.#byPartition.get(key) ?? 0);
    this.#byPartition.set(key, lag);
  }

  /** Forgets all partitions. */
  clear(): void {
    this.#byPartition.clear();
    this.#records = 0;
  }
}
