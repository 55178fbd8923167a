import type { RecordsToFold, VolumeFold } from '#libs/counting';
import type { RecordBlock, RecordSource } from '../record-block.js';
import { Placement, type TopicLayout } from './placement.js';
import type { ReplaySink, SelectedRecords } from './replay-sink.js';

/** Positions of the records that go to one partition. */
interface Part {
  indices: Int32Array;
  count: number;
}

export interface CountingSinkOptions {
  /** All partitions of the layouts are taken. */
  readonly fold: VolumeFold;
  readonly source: Pick<RecordSource, 'partitions'>;
  /** The topic that records of a topic would go to; undefined for one that no volume is counted from. */
  readonly targetOf: (topic: string) => TopicLayout | undefined;
  /** Stores what was counted; called between two blocks when memory asks for it. */
  readonly store: () => Promise<void>;
}

/** Records folded before they are stored. */
const PENDING_RECORDS_MAX = 8_000_000;

/** Counts records as the volume aggregator would, had they come in the partitions it reads. */
export class CountingSink implements ReplaySink {
  readonly #options: CountingSinkOptions;
  readonly #routes = new Map<
    string,
    { readonly target: TopicLayout; readonly placement: Placement }
  >();
  readonly #parts: Part[] = [];
  /** Records of topics that count into no volume. */
  passedOver = 0;

  constructor(options: CountingSinkOptions) {
    this.#options = options;
    for (const { topic } of options.source.partitions) {
      const target = options.targetOf(topic);
      if (target === undefined || this.#routes.has(topic)) continue;
      this.#routes.set(topic, { target, placement: new Placement(options.source, topic, target) });
    }
  }

  async write({ block, indices, from, before }: SelectedRecords): Promise<void> {
    const route = this.#routes.get(block.topic);
    if (route === undefined) {
      this.passedOver += before - from;
      return;
    }
    for (let turn = from; turn < before; turn++) {
      const index = indices[turn] ?? 0;
      const part = this.#partOf(route.placement.partitionOf(block, index), before - from);
      part.indices[part.count++] = index;
    }
    const { fold } = this.#options;
    const records = block.topic === route.target.topic ? block : inTopic(block, route.target.topic);
    for (const [partition, part] of this.#parts.entries()) {
      if (part.count > 0) fold.foldRecords(records, partition, part.indices, part.count);
      part.count = 0;
    }
    if (fold.isFull || fold.pendingRecords >= PENDING_RECORDS_MAX) await this.#options.store();
  }

  settle(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #partOf(partition: number, recordsMax: number): Part {
    while (this.#parts.length <= partition) {
      this.#parts.push({ indices: new Int32Array(0), count: 0 });
    }
    const part = this.#parts[partition];
    if (part === undefined) throw new RangeError(`no part for partition ${String(partition)}`);
    if (part.count === 0 && part.indices.length < recordsMax) {
      part.indices = new Int32Array(recordsMax);
    }
    return part;
  }
}

/** The same records as they would lie in another topic. */
function inTopic(block: RecordBlock, topic: string): RecordsToFold {
  const { recordCount, buffer, offsets, keyStarts, keyEnds, valueStarts, valueEnds } = block;
  return { topic, recordCount, buffer, offsets, keyStarts, keyEnds, valueStarts, valueEnds };
}
