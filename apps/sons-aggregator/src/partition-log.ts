import type { EventView } from '#libs/events';
import {
  SequenceSet,
  type CheckpointChanges,
  type SourceChanges,
  type TakenPartition,
} from '#libs/store';

/** Sources that one partition may have: each costs memory for as long as the partition is held. */
const SOURCES_MAX = 65_536;
const NO_SOURCE = new Uint8Array(0);

/** A partition with more sources than memory is made for. */
export class TooManySourcesError extends Error {
  readonly reason = 'TOO_MANY_SOURCES';
  readonly detail: string;

  constructor(source: string) {
    const detail = `expected at most ${SOURCES_MAX} sources in a partition, came one more: ${source}`;
    super(detail);
    this.detail = detail;
  }
}

/** How far a partition was read, and which events of each source were met. Counters are since the last `takeChanges`. */
export class PartitionLog {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  nextOffset: bigint;
  records = 0;
  counted = 0;
  duplicates = 0;
  deadLettered = 0;
  watermarkMs = -Infinity;
  readonly #sequences: Map<string, SequenceSet>;
  readonly #touchedSources = new Set<string>();
  /** What the checkpoint holds once the changes taken so far are stored. */
  #committedOffset: bigint;
  /** The source of the last record: streams come in long runs of one source. */
  #lastSource: Uint8Array = NO_SOURCE;
  #lastSequences = new SequenceSet();
  /** What the view called a run of that source; undefined while it has met none. */
  #lastRun: number | undefined;

  constructor({ topic, partition, epoch, offset, sequences }: TakenPartition) {
    this.topic = topic;
    this.partition = partition;
    this.epoch = epoch;
    this.nextOffset = offset;
    this.#committedOffset = offset;
    this.#sequences = sequences;
  }

  /** Whether it has moved since the last `takeChanges`. */
  get hasMoved(): boolean {
    return this.nextOffset !== this.#committedOffset;
  }

  /**
   * The sequences of the source whose text lies in the buffer.
   *
   * @throws TooManySourcesError
   */
  sequencesOf(buffer: Uint8Array, start: number, end: number): SequenceSet {
    const last = this.#lastSource;
    if (last.length !== end - start) return this.#select(buffer, start, end);
    // Sources differ at their end first: the shard, then the seed.
    for (let index = last.length - 1; index >= 0; index--) {
      if (last[index] !== buffer[start + index]) return this.#select(buffer, start, end);
    }
    return this.#lastSequences;
  }

  /**
   * The sequences of the source of the event that a view has read from the buffer. A run of one source
   * is looked up once; to be asked of one view only.
   *
   * @throws TooManySourcesError
   */
  sequencesOfView(view: EventView, buffer: Uint8Array): SequenceSet {
    const { sourceRun } = view;
    if (sourceRun === this.#lastRun) return this.#lastSequences;
    const sequences = this.sequencesOf(buffer, view.sourceStart, view.sourceEnd);
    this.#lastRun = sourceRun;
    return sequences;
  }

  /** Takes how far it was read since the last call. */
  takeProgress(): CheckpointChanges['partitions'][number] {
    const { topic, partition, epoch, records, counted, duplicates, deadLettered } = this;
    const progress = {
      topic,
      partition,
      epoch,
      expectedOffset: this.#committedOffset,
      nextOffset: this.nextOffset,
      records,
      counted,
      duplicates,
      deadLettered,
      watermarkMs: this.watermarkMs === -Infinity ? undefined : this.watermarkMs,
    };
    this.#committedOffset = this.nextOffset;
    this.records = this.counted = this.duplicates = this.deadLettered = 0;
    this.watermarkMs = -Infinity;
    return progress;
  }

  /** Takes what was met since the last call. */
  takeSources(): SourceChanges[] {
    const { topic, partition } = this;
    const changes = [...this.#touchedSources].flatMap((source) => {
      const taken = this.#sequences.get(source)?.takeChanges();
      return taken === undefined ? [] : [{ topic, partition, source, changes: taken }];
    });
    this.#touchedSources.clear();
    this.#lastSource = NO_SOURCE;
    this.#lastRun = undefined;
    return changes;
  }

  #select(buffer: Uint8Array, start: number, end: number): SequenceSet {
    const bytes = Uint8Array.from(buffer.subarray(start, end));
    const source = Buffer.from(bytes.buffer).toString('latin1');
    let sequences = this.#sequences.get(source);
    if (sequences === undefined) {
      if (this.#sequences.size >= SOURCES_MAX) throw new TooManySourcesError(source);
      sequences = new SequenceSet();
      this.#sequences.set(source, sequences);
    }
    this.#touchedSources.add(source);
    this.#lastSource = bytes;
    this.#lastSequences = sequences;
    return sequences;
  }
}
