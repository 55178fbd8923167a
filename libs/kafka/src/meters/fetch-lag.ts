import type { FetchedBatches } from '../bulk-lane/contract.js';

/** How many records lie in the log behind what was fetched, as the last fetch of each partition knew it. */
export class FetchLag {
  readonly #byPartition = new Map<string, number>();
  #records = 0;

  /** Over all partitions that were fetched since `clear`. */
  get records(): number {
    return this.#records;
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
